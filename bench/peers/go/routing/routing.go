// Package routing has the rules that the Go peers share: what a pod asks for, in the forms that the timed pods use.
package routing

import (
	"strconv"
	"strings"
)

const (
	Scheduler        = "runai-scheduler"
	DefaultScheduler = "default-scheduler"
	GPU              = "nvidia.com/gpu"

	ProjectLabel        = "project"
	FractionAnnotation  = "gpu-fraction"
	ContainerAnnotation = "gpu-fraction-container-name"
)

// A Pod is what the rules read of a pod.
type Pod struct {
	Labels      map[string]string
	Annotations map[string]string
	Scheduler   string
	// Containers and what their variables say, in order.
	Containers []Container
}

// A Container is what the rules read of a container.
type Container struct {
	Name string
	Env  func(name string) string
}

// A Decision says what a pod has to look like.
type Decision struct {
	// Project is empty where it stands on the pod already.
	Project   string
	Fraction  string
	Container int
}

// Decide returns false where a pod is left alone.
func Decide(pod Pod) (Decision, bool) {
	if len(pod.Containers) == 0 || pod.Scheduler != "" && pod.Scheduler != DefaultScheduler {
		return Decision{}, false
	}
	work := workContainer(pod)
	env := pod.Containers[work].Env
	asked := firstOf(pod.Annotations["RUNAI_PROJECT"], pod.Labels["RUNAI_PROJECT"], env("RUNAI_PROJECT"))
	fraction := canonical(firstOf(
		pod.Annotations[FractionAnnotation], pod.Annotations["RUNAI_GPU_FRACTION"],
		pod.Labels[FractionAnnotation], pod.Labels["RUNAI_GPU_FRACTION"], env("RUNAI_GPU_FRACTION")))
	if asked == "" && fraction == "" && pod.Labels["runai"] != "true" {
		return Decision{}, false
	}
	decision := Decision{Fraction: fraction, Container: work}
	if pod.Labels[ProjectLabel] == "" {
		decision.Project = asked
	}
	return decision, true
}

func workContainer(pod Pod) int {
	wanted := firstOf(pod.Annotations[ContainerAnnotation], pod.Annotations["kubectl.kubernetes.io/default-container"])
	for index, container := range pod.Containers {
		if container.Name == wanted {
			return index
		}
	}
	return 0
}

func firstOf(values ...string) string {
	for _, value := range values {
		if value != "" {
			return value
		}
	}
	return ""
}

// canonical is 0.5 for 0.50 and for 50%, and empty for what is no share.
func canonical(value string) string {
	number, isPercent := strings.CutSuffix(strings.TrimSpace(value), "%")
	share, err := strconv.ParseFloat(number, 64)
	if isPercent {
		share /= 100
	}
	if err != nil || share <= 0 || share >= 1 {
		return ""
	}
	return strconv.FormatFloat(share, 'f', -1, 64)
}
