package main

import (
	"fmt"
	"os"
)

// A request as the API server writes it: its head and its body are two TLS records, and two packets.
type request struct {
	head []byte
	body []byte
}

func readRequest(path, bodyFile string) (request, error) {
	body, err := os.ReadFile(bodyFile)
	if err != nil {
		return request{}, err
	}
	return newRequest(path, body), nil
}

func newRequest(path string, body []byte) request {
	head := fmt.Sprintf("POST %s HTTP/1.1\r\n"+
		"Host: gpu-fraction-webhook.gpu-fraction-webhook.svc:443\r\n"+
		"User-Agent: kube-apiserver-admission\r\n"+
		"Content-Length: %d\r\n"+
		"Accept: application/json, */*\r\n"+
		"Content-Type: application/json\r\n"+
		"Accept-Encoding: gzip\r\n\r\n", path, len(body))
	return request{head: []byte(head), body: body}
}
