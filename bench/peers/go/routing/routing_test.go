package routing

import "testing"

func container(name string, env map[string]string) Container {
	return Container{Name: name, Env: func(variable string) string { return env[variable] }}
}

func TestDecide(t *testing.T) {
	main := container("main", map[string]string{"RUNAI_GPU_FRACTION": "50%"})
	for _, c := range []struct {
		what   string
		pod    Pod
		want   Decision
		routed bool
	}{
		{"a pod that does not ask", Pod{Containers: []Container{container("main", nil)}}, Decision{}, false},
		{"a pod of another scheduler", Pod{Scheduler: "volcano", Containers: []Container{main}}, Decision{}, false},
		{"a variable of the work container", Pod{Containers: []Container{main}}, Decision{Fraction: "0.5"}, true},
		{"a variable of another container", Pod{Containers: []Container{container("wait", nil), main}}, Decision{}, false},
		{"the default container", Pod{
			Annotations: map[string]string{"kubectl.kubernetes.io/default-container": "main"},
			Labels:      map[string]string{"RUNAI_PROJECT": "team-a"},
			Containers:  []Container{container("wait", nil), main},
		}, Decision{Project: "team-a", Fraction: "0.5", Container: 1}, true},
		{"a project that is there", Pod{
			Labels:     map[string]string{"RUNAI_PROJECT": "team-a", "project": "team-b", "gpu-fraction": "0.250"},
			Containers: []Container{container("main", nil)},
		}, Decision{Fraction: "0.25"}, true},
		{"a label alone", Pod{Labels: map[string]string{"runai": "true"}, Containers: []Container{container("main", nil)}}, Decision{}, true},
	} {
		got, routed := Decide(c.pod)
		if got != c.want || routed != c.routed {
			t.Errorf("%s: %+v %v, want %+v %v", c.what, got, routed, c.want, c.routed)
		}
	}
}
