module gpu-fraction-webhook/bench/generator

go 1.26
