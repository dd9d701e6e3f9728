"""A Kubeflow Pipelines v1 pipeline whose step takes half a GPU. `kfp-v1-half-gpu.yaml` shows what it compiles to.

    pip install "kfp~=1.8"
    python kfp-v1-half-gpu.py
"""

import kfp
from kfp import dsl


@dsl.pipeline(name="half-gpu", description="One training step on half a GPU")
def half_gpu():
    train = dsl.ContainerOp(
        name="train",
        image="pytorch/pytorch:2.5.1-cuda12.4-cudnn9-runtime",
        command=["python", "-c"],
        arguments=["import torch; print(torch.cuda.get_device_name(0))"],
    )
    # Use the GPU scheduler, for this project, with this share. No GPU limit: beside a share there must be none.
    train.add_pod_label("runai", "true")
    train.add_pod_label("project", "team-a")
    train.add_pod_annotation("gpu-fraction", "0.5")


if __name__ == "__main__":
    kfp.compiler.Compiler().compile(half_gpu, "half-gpu-compiled.yaml")
