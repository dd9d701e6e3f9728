package main

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"time"
)

// A connection sends one request at a time.
type connection struct {
	socket *socket
	tls    *tls.Conn
	answer answer
	chunk  []byte
	// isBusy: its answer is outstanding.
	isBusy bool
	// due is when its request had to be sent.
	due time.Duration
}

// dialer opens connections as the API server does: TLS 1.3, HTTP/1.1, no session taken up again.
func dialer(port int, name, caFile string) (func() (*connection, error), error) {
	pem, err := os.ReadFile(caFile)
	if err != nil {
		return nil, err
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("no certificate in %s", caFile)
	}
	config := &tls.Config{
		RootCAs:    roots,
		ServerName: name,
		MinVersion: tls.VersionTLS13,
		NextProtos: []string{"http/1.1"},
	}
	return func() (*connection, error) {
		socket, err := openSocket(port)
		if err != nil {
			return nil, err
		}
		opened := tls.Client(socket, config)
		if err := opened.Handshake(); err != nil {
			socket.Close()
			return nil, err
		}
		if err := socket.becomeImpatient(); err != nil {
			socket.Close()
			return nil, err
		}
		return &connection{socket: socket, tls: opened, chunk: make([]byte, 64*1024)}, nil
	}, nil
}

func (c *connection) send(request *request, due time.Duration) error {
	c.isBusy, c.due = true, due
	if _, err := c.tls.Write(request.head); err != nil {
		return err
	}
	_, err := c.tls.Write(request.body)
	return err
}

// receive reads what is there, and tells whether that completes the answer.
func (c *connection) receive() (verdict, bool, error) {
	for {
		n, err := c.tls.Read(c.chunk)
		if n > 0 {
			if made, complete, err := c.answer.add(c.chunk[:n]); complete || err != nil {
				return made, complete, err
			}
		}
		if errors.As(err, &errNothing{}) {
			return verdict{}, false, nil
		}
		if err != nil {
			return verdict{}, false, err
		}
	}
}

func (c *connection) close() { c.socket.Close() }
