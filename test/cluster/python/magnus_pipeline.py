"""Has Magnus' kfp executor compile a pipeline, in the current folder, and prints it as JSON.

Arguments: file with the pipeline, file with the configuration, file that the configuration names as output.
"""

import json
import sys

# Magnus logs to standard output, which is for the result.
result, sys.stdout = sys.stdout, sys.stderr

import yaml  # noqa: E402
from magnus.executor import BaseExecutor  # noqa: E402

# magnus-extensions 0.2.13 calls this by the name it had before magnus 0.4.11, and requires magnus 0.4.12: no released
# pair of the two can compile anything without this line.
BaseExecutor._resolve_node_config = BaseExecutor._resolve_executor_config

from magnus.cli import cli  # noqa: E402

pipeline, configuration, output = sys.argv[1:]
cli(["execute", "--file", pipeline, "--config-file", configuration], standalone_mode=False)
with open(output) as file:
    json.dump(yaml.safe_load(file), result)
