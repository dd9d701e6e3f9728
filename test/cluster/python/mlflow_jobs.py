"""Has MLflow's own Kubernetes backend create one Job for each Job template given.

Only the parts around it are left out: building and pushing an image takes Docker, and recording the run a tracking
server. What becomes of the template, and how it reaches the API server, is MLflow's.
"""

import json
import os
import sys
import types

os.environ["MLFLOW_TRACKING_URI"] = "http://mlflow.mlflow.svc.cluster.local:5000"

from mlflow.projects import _parse_kubernetes_config  # noqa: E402
from mlflow.projects.kubernetes import run_kubernetes_job  # noqa: E402
from mlflow.projects.utils import get_run_env_vars  # noqa: E402

for template in sys.argv[1:]:
    config = _parse_kubernetes_config(
        {"kube-job-template-path": template, "repository-uri": "images.example.com/team-a/wine"}
    )
    run = types.SimpleNamespace(info=types.SimpleNamespace(run_id="0f4c1d7e5a8b4c0f9a51b3d2c6e7f801"))
    submitted = run_kubernetes_job(
        project_name="wine",
        active_run=run,
        image_tag="images.example.com/team-a/wine:1a2b3c4",
        image_digest="sha256:" + "0" * 64,
        command=["python train.py --alpha 0.5"],
        env_vars=get_run_env_vars(run_id=run.info.run_id, experiment_id="1"),
        kube_context=config.get("kube-context"),
        job_template=config["kube-job-template"],
    )
    print(json.dumps({"namespace": submitted._job_namespace, "name": submitted._job_name}))
