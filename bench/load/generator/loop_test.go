package main

import (
	"encoding/pem"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"testing"
	"time"
)

func TestMain(m *testing.M) {
	log.SetOutput(io.Discard)
	os.Exit(m.Run())
}

// serve starts a server and a pool of connections to it.
func serve(t *testing.T, connections int, handler http.HandlerFunc) *pool {
	t.Helper()
	server := httptest.NewUnstartedServer(handler)
	server.Config.ErrorLog = log.Default()
	server.StartTLS()
	t.Cleanup(server.Close)
	ca := filepath.Join(t.TempDir(), "ca.crt")
	block := pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}
	if err := os.WriteFile(ca, pem.EncodeToMemory(&block), 0o600); err != nil {
		t.Fatal(err)
	}
	port, _ := strconv.Atoi(server.URL[len("https://127.0.0.1:"):])
	// The certificate of httptest is made out for this name.
	dial, err := dialer(port, "example.com", ca)
	if err != nil {
		t.Fatal(err)
	}
	p, err := newPool(connections, dial)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.close)
	return p
}

func run(t *testing.T, p *pool, what task) *loop {
	t.Helper()
	s, err := what.schedule()
	if err != nil {
		t.Fatal(err)
	}
	sent := newRequest("/mutate", []byte(`{"a":1}`))
	l := newLoop(p, &sent, s)
	if err := l.run(); err != nil {
		t.Fatal(err)
	}
	return l
}

func TestEveryRequestIsSentOnceAndWhole(t *testing.T) {
	var seen atomic.Int32
	p := serve(t, 4, func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err == nil && string(body) == `{"a":1}` && r.URL.Path == "/mutate" && r.Header.Get("User-Agent") == "kube-apiserver-admission" {
			seen.Add(1)
		}
	})
	closed := run(t, p, task{Requests: 300})
	open := run(t, p, task{Rate: 500, Seconds: 0.2})
	if seen.Load() != 400 || len(closed.latencies) != 300 || len(open.latencies) != 100 {
		t.Errorf("%d arrived; %d and %d were answered", seen.Load(), len(closed.latencies), len(open.latencies))
	}
	if closed.failed+open.failed != 0 || p.dialed != 4 {
		t.Errorf("%d failed, %d connections", closed.failed+open.failed, p.dialed)
	}
}

func TestLatencyCountsFromWhenARequestWasDue(t *testing.T) {
	const hold = 200 * time.Millisecond
	var first atomic.Bool
	p := serve(t, 1, func(http.ResponseWriter, *http.Request) {
		if first.CompareAndSwap(false, true) {
			time.Sleep(hold)
		}
	})
	l := run(t, p, task{Rate: 100, Seconds: 0.1})
	// All ten were due within a tenth of a second, and had to wait for the first. What is asserted is only what no fast
	// machine can undercut.
	for index, latency := range l.latencies {
		if least := hold - l.schedule.due(index); latency < least {
			t.Errorf("request %d: %v, though it was due %v before the first was answered", index, latency, least)
		}
	}
	if l.waited < 9 {
		t.Errorf("%d waited for the connection", l.waited)
	}
}

func TestAConnectionThatIsClosedIsFollowedByAnother(t *testing.T) {
	p := serve(t, 1, func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Connection", "close") })
	l := run(t, p, task{Requests: 5})
	if l.failed != 0 || len(l.latencies) != 5 || l.dialed() != 5 {
		t.Errorf("%d failed, %d answered, %d connections", l.failed, len(l.latencies), l.dialed())
	}
}

func TestARequestThatMeetsAClosingConnectionIsSentOnceMore(t *testing.T) {
	var count atomic.Int32
	p := serve(t, 1, func(w http.ResponseWriter, _ *http.Request) {
		if count.Add(1) == 2 {
			connection, _, _ := http.NewResponseController(w).Hijack()
			connection.Close()
		}
	})
	l := run(t, p, task{Requests: 3})
	if l.retried != 1 || l.failed != 0 || len(l.latencies) != 3 {
		t.Errorf("%d retried, %d failed, %d answered", l.retried, l.failed, len(l.latencies))
	}
}

func TestAnotherStatusIsAFailure(t *testing.T) {
	p := serve(t, 2, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) })
	if l := run(t, p, task{Requests: 6}); l.failed != 6 {
		t.Errorf("%d failed", l.failed)
	}
}

func TestALargeBodyFitsThroughASmallBuffer(t *testing.T) {
	body := make([]byte, 3<<20)
	var got atomic.Int64
	p := serve(t, 1, func(_ http.ResponseWriter, r *http.Request) {
		n, _ := io.Copy(io.Discard, r.Body)
		got.Add(n)
	})
	sent := newRequest("/", body)
	l := newLoop(p, &sent, schedule{total: 2})
	if err := l.run(); err != nil || l.failed != 0 || got.Load() != 2*int64(len(body)) {
		t.Errorf("%v, %d failed, %d bytes arrived", err, l.failed, got.Load())
	}
}
