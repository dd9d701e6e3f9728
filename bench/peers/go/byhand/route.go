package main

import (
	"strconv"
	"strings"

	"gpu-fraction-webhook/bench/peers/routing"
)

// route returns the operations that a pod needs.
func route(pod *pod) []operation {
	seen := routing.Pod{
		Labels:      pod.Metadata.Labels,
		Annotations: pod.Metadata.Annotations,
		Scheduler:   pod.Spec.SchedulerName,
		Containers:  make([]routing.Container, len(pod.Spec.Containers)),
	}
	for index := range pod.Spec.Containers {
		container := &pod.Spec.Containers[index]
		seen.Containers[index] = routing.Container{Name: container.Name, Env: container.variable}
	}
	decision, routed := routing.Decide(seen)
	if !routed {
		return nil
	}
	patch := make([]operation, 0, 8)
	if pod.Spec.SchedulerName != routing.Scheduler {
		patch = append(patch, operation{"add", "/spec/schedulerName", routing.Scheduler})
	}
	if decision.Project != "" {
		patch = appendEntries(patch, "/metadata/labels", pod.Metadata.Labels, map[string]string{routing.ProjectLabel: decision.Project})
	}
	if decision.Fraction == "" {
		return patch
	}
	patch = appendEntries(patch, "/metadata/annotations", pod.Metadata.Annotations, map[string]string{
		routing.FractionAnnotation:  decision.Fraction,
		routing.ContainerAnnotation: pod.Spec.Containers[decision.Container].Name,
	})
	for index, container := range pod.Spec.Containers {
		at := "/spec/containers/" + strconv.Itoa(index) + "/resources/"
		patch = appendRemoval(patch, at+"limits/", container.Resources.Limits)
		patch = appendRemoval(patch, at+"requests/", container.Resources.Requests)
	}
	return patch
}

func (c *container) variable(name string) string {
	for index := range c.Env {
		if c.Env[index].Name == name {
			return c.Env[index].Value
		}
	}
	return ""
}

var escape = strings.NewReplacer("~", "~0", "/", "~1")

// appendEntries adds what a map lacks; a map that is not there is made by one operation.
func appendEntries(patch []operation, at string, present, wanted map[string]string) []operation {
	if present == nil {
		return append(patch, operation{"add", at, wanted})
	}
	for key, value := range wanted {
		if present[key] != value {
			patch = append(patch, operation{"add", at + "/" + escape.Replace(key), value})
		}
	}
	return patch
}

func appendRemoval(patch []operation, at string, resources map[string]string) []operation {
	if _, there := resources[routing.GPU]; !there {
		return patch
	}
	return append(patch, operation{Op: "remove", Path: at + escape.Replace(routing.GPU)})
}
