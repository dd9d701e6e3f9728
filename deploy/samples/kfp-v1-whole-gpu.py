"""A Kubeflow Pipelines v1 pipeline whose step takes a whole GPU. `kfp-v1-whole-gpu.yaml` shows what it compiles to.

    pip install "kfp~=1.8"
    python kfp-v1-whole-gpu.py
"""

import kfp
from kfp import dsl


@dsl.pipeline(name="whole-gpu", description="One training step on a whole GPU")
def whole_gpu():
    train = dsl.ContainerOp(
        name="train",
        image="pytorch/pytorch:2.5.1-cuda12.4-cudnn9-runtime",
        command=["python", "-c"],
        arguments=["import torch; print(torch.cuda.get_device_name(0))"],
    )
    # Use the GPU scheduler, for this project. The limit says how many GPUs.
    train.set_gpu_limit(1)
    train.add_pod_label("runai", "true")
    train.add_pod_label("project", "team-a")


if __name__ == "__main__":
    kfp.compiler.Compiler().compile(whole_gpu, "whole-gpu-compiled.yaml")
