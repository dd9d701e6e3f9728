"""Compiles a pipeline with the Kubeflow Pipelines SDK 2 and prints its specification and its Kubernetes part as JSON."""

import json
import os
import sys
import tempfile

import yaml
from kfp import compiler, dsl, kubernetes

PROJECT = sys.argv[1]


@dsl.container_component
def step():
    return dsl.ContainerSpec(image="example.com/train", command=["python", "train.py"])


@dsl.pipeline(name="gpu-v2", description="One step on half a GPU, one on a whole GPU")
def gpu_pipeline():
    half = step().set_display_name("half")
    half.set_env_variable("RUNAI_PROJECT", PROJECT)
    half.set_env_variable("RUNAI_GPU_FRACTION", "0.5")
    whole = step().set_display_name("whole")
    whole.set_accelerator_type("nvidia.com/gpu").set_accelerator_limit(1)
    kubernetes.add_pod_label(whole, "runai", "true")
    kubernetes.add_pod_label(whole, "project", PROJECT)


with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "pipeline.yaml")
    compiler.Compiler().compile(gpu_pipeline, path)
    with open(path) as file:
        spec, *rest = yaml.safe_load_all(file)
json.dump({"spec": spec, "platform": rest[0] if rest else {}}, sys.stdout)
