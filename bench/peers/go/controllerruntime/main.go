// Command controllerruntime is a webhook as most people write one: controller-runtime's server, the pod as a typed
// object that is changed in place, and the patch as the difference of the two texts.
package main

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"flag"
	"net/http"
	"os"
	"path/filepath"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/log/zap"
	"sigs.k8s.io/controller-runtime/pkg/webhook"
	"sigs.k8s.io/controller-runtime/pkg/webhook/admission"

	"gpu-fraction-webhook/bench/peers/allocation"
	"gpu-fraction-webhook/bench/peers/routing"
)

var log = ctrl.Log.WithName("pod-webhook")

func main() {
	certificate := flag.String("cert", "", "file with the serving certificate")
	key := flag.String("key", "", "file with its key, in the same folder")
	host := flag.String("host", "127.0.0.1", "address to listen on")
	port := flag.Int("port", 0, "port to listen on")
	flag.Parse()
	allocation.Tell()
	ctrl.SetLogger(zap.New(zap.WriteTo(os.Stdout)))
	if err := serve(*certificate, *key, *host, *port); err != nil {
		log.Error(err, "cannot serve")
		os.Exit(1)
	}
}

func serve(certificate, key, host string, port int) error {
	scheme := runtime.NewScheme()
	if err := corev1.AddToScheme(scheme); err != nil {
		return err
	}
	server := webhook.NewServer(webhook.Options{
		Host:     host,
		Port:     port,
		CertDir:  filepath.Dir(certificate),
		CertName: filepath.Base(certificate),
		KeyName:  filepath.Base(key),
		TLSOpts:  []func(*tls.Config){func(c *tls.Config) { c.MinVersion = tls.VersionTLS13 }},
	})
	server.Register("/mutate", &admission.Webhook{Handler: &router{decoder: admission.NewDecoder(scheme)}})
	return server.Start(ctrl.SetupSignalHandler())
}

type router struct {
	decoder admission.Decoder
}

func (r *router) Handle(_ context.Context, request admission.Request) admission.Response {
	pod := &corev1.Pod{}
	if err := r.decoder.Decode(request, pod); err != nil {
		return admission.Errored(http.StatusBadRequest, err)
	}
	route(pod)
	changed, err := json.Marshal(pod)
	if err != nil {
		return admission.Errored(http.StatusInternalServerError, err)
	}
	// The line that kubebuilder's scaffold writes too.
	log.Info("Defaulting for Pod", "namespace", request.Namespace, "name", request.Name)
	return admission.PatchResponseFromRaw(request.Object.Raw, changed)
}

func route(pod *corev1.Pod) {
	seen := routing.Pod{Labels: pod.Labels, Annotations: pod.Annotations, Scheduler: pod.Spec.SchedulerName}
	for index := range pod.Spec.Containers {
		container := &pod.Spec.Containers[index]
		variable := func(name string) string { return valueOf(container.Env, name) }
		seen.Containers = append(seen.Containers, routing.Container{Name: container.Name, Env: variable})
	}
	decision, routed := routing.Decide(seen)
	if !routed {
		return
	}
	pod.Spec.SchedulerName = routing.Scheduler
	if decision.Project != "" {
		set(&pod.Labels, routing.ProjectLabel, decision.Project)
	}
	if decision.Fraction == "" {
		return
	}
	set(&pod.Annotations, routing.FractionAnnotation, decision.Fraction)
	set(&pod.Annotations, routing.ContainerAnnotation, pod.Spec.Containers[decision.Container].Name)
	for index := range pod.Spec.Containers {
		resources := &pod.Spec.Containers[index].Resources
		delete(resources.Limits, routing.GPU)
		delete(resources.Requests, routing.GPU)
	}
}

func valueOf(env []corev1.EnvVar, name string) string {
	for _, variable := range env {
		if variable.Name == name {
			return variable.Value
		}
	}
	return ""
}

func set(entries *map[string]string, key, value string) {
	if *entries == nil {
		*entries = map[string]string{}
	}
	(*entries)[key] = value
}
