"""Compiles two pipelines with the Kubeflow Pipelines SDK 1.8 and prints them as JSON, by name."""

import json
import sys

import kfp
from kfp import dsl

PROJECT = sys.argv[1]


def step(name):
    return dsl.ContainerOp(name=name, image="example.com/train", command=["python", "train.py"])


@dsl.pipeline(name="whole-gpu", description="One step on one GPU")
def whole_gpu():
    train = step("train").set_gpu_limit(1)
    train.add_pod_label("runai", "true")
    train.add_pod_label("project", PROJECT)


@dsl.pipeline(name="half-gpu", description="One step on half a GPU")
def half_gpu():
    train = step("train")
    train.add_pod_label("runai", "true")
    train.add_pod_label("project", PROJECT)
    train.add_pod_annotation("gpu-fraction", "0.5")


compiler = kfp.compiler.Compiler()
# The compiler only writes files; this is what it writes, before it does.
compiled = {pipeline.__name__: compiler._create_workflow(pipeline) for pipeline in (whole_gpu, half_gpu)}
json.dump(compiled, sys.stdout)
