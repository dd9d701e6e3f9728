"""A Kubeflow Pipelines v2 pipeline: one step on half a GPU, one on a whole GPU.

`kfp-v2.yaml` shows the pods of a run of it.

    pip install kfp kfp-kubernetes
    python kfp-v2.py
"""

from kfp import compiler, dsl, kubernetes

IMAGE = "pytorch/pytorch:2.5.1-cuda12.4-cudnn9-runtime"
SCRIPT = "import torch; print(torch.cuda.get_device_name(0))"


@dsl.container_component
def torch_step():
    return dsl.ContainerSpec(image=IMAGE, command=["python", "-c"], args=[SCRIPT])


@dsl.pipeline(name="gpu-v2", description="One step on half a GPU, one on a whole GPU")
def gpu_pipeline():
    # Environment variables reach the step's own container, and no other pod, in every version of the backend.
    train = torch_step().set_display_name("train")
    train.set_env_variable("RUNAI_PROJECT", "team-a")
    train.set_env_variable("RUNAI_GPU_FRACTION", "0.5")

    # Labels and annotations do the same, from backend 2.14 on; older ones may put them on other steps as well.
    evaluate = torch_step().set_display_name("evaluate").after(train)
    evaluate.set_accelerator_type("nvidia.com/gpu").set_accelerator_limit(1)
    kubernetes.add_pod_label(evaluate, "runai", "true")
    kubernetes.add_pod_label(evaluate, "project", "team-a")


if __name__ == "__main__":
    compiler.Compiler().compile(gpu_pipeline, "gpu-v2-compiled.yaml")
