package main

// What is read of a review and of its pod, and what is answered.
type (
	review struct {
		Request *request `json:"request"`
	}

	request struct {
		UID       string `json:"uid"`
		Namespace string `json:"namespace"`
		Name      string `json:"name"`
		Object    pod    `json:"object"`
	}

	pod struct {
		Metadata struct {
			Labels      map[string]string `json:"labels"`
			Annotations map[string]string `json:"annotations"`
		} `json:"metadata"`
		Spec struct {
			SchedulerName string      `json:"schedulerName"`
			Containers    []container `json:"containers"`
		} `json:"spec"`
	}

	container struct {
		Name      string     `json:"name"`
		Env       []variable `json:"env"`
		Resources struct {
			Limits   map[string]string `json:"limits"`
			Requests map[string]string `json:"requests"`
		} `json:"resources"`
	}

	variable struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	}

	answer struct {
		APIVersion string   `json:"apiVersion"`
		Kind       string   `json:"kind"`
		Response   response `json:"response"`
	}

	response struct {
		UID       string `json:"uid"`
		Allowed   bool   `json:"allowed"`
		PatchType string `json:"patchType,omitempty"`
		Patch     []byte `json:"patch,omitempty"`
	}

	operation struct {
		Op    string `json:"op"`
		Path  string `json:"path"`
		Value any    `json:"value,omitempty"`
	}
)
