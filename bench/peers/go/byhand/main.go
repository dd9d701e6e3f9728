// Command byhand is a webhook as somebody would write it who wants it fast: Go's HTTP server, only the fields that are
// needed, and single operations.
package main

import (
	"crypto/tls"
	"flag"
	"io"
	"log"
	"log/slog"
	"net/http"
	"os"
	"time"

	"gpu-fraction-webhook/bench/peers/allocation"
)

func main() {
	certificate := flag.String("cert", "", "file with the serving certificate")
	key := flag.String("key", "", "file with its key")
	address := flag.String("address", "", "where to listen")
	logs := flag.Bool("log", false, "write a line for each pod")
	flag.Parse()
	allocation.Tell()

	var logger *slog.Logger
	if *logs {
		logger = slog.New(slog.NewJSONHandler(os.Stdout, nil))
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /mutate", func(w http.ResponseWriter, r *http.Request) { mutate(w, r, logger) })
	server := &http.Server{
		Addr:        *address,
		Handler:     mux,
		TLSConfig:   &tls.Config{MinVersion: tls.VersionTLS13},
		IdleTimeout: 2 * time.Minute,
	}
	log.Fatal(server.ListenAndServeTLS(*certificate, *key))
}

func mutate(w http.ResponseWriter, r *http.Request, logger *slog.Logger) {
	body := make([]byte, max(0, r.ContentLength))
	if _, err := io.ReadFull(r.Body, body); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	var review review
	if err := unmarshal(body, &review); err != nil || review.Request == nil {
		http.Error(w, "no AdmissionReview", http.StatusBadRequest)
		return
	}
	request := review.Request
	patch := route(&request.Object)
	answer := answer{
		APIVersion: "admission.k8s.io/v1",
		Kind:       "AdmissionReview",
		Response:   response{UID: request.UID, Allowed: true},
	}
	if len(patch) > 0 {
		encoded, err := marshal(patch)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		answer.Response.PatchType = "JSONPatch"
		answer.Response.Patch = encoded
	}
	encoded, err := marshal(answer)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Write(encoded)
	if logger != nil {
		logger.Info("decided", "uid", request.UID, "namespace", request.Namespace, "name", request.Name, "operations", len(patch))
	}
}
