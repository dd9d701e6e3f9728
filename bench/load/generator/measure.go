package main

import (
	"fmt"
	"os"
	"time"
)

// A result is the line on standard output for a task.
type result struct {
	Requests int     `json:"requests"`
	Seconds  float64 `json:"seconds"`
	// Failed had another status than 200, or broke off in the middle of the answer.
	Failed int `json:"failed"`
	// Retried met a connection that was just being closed, and went over another one.
	Retried int `json:"retried"`
	// Waited found no free connection when they were due.
	Waited  int       `json:"waited"`
	Dialed  int       `json:"dialed"`
	Latency quantiles `json:"latency"`
	// Late is how long after they were due requests were sent, those apart that waited for a connection: the
	// generator's own delay.
	Late quantiles `json:"late"`
	// Idle is the share of the time in which the generator neither ran nor waited for its core.
	Idle float64 `json:"idle"`
	// ServerCPU is the server's CPU time in microseconds a request.
	ServerCPU float64 `json:"serverCpu"`
}

// measure sends what the schedule says, and looks at the CPU time of both sides before and after.
func measure(pool *pool, request *request, schedule schedule, serverPid int) (result, error) {
	before, err := readBoth(serverPid)
	if err != nil {
		return result{}, err
	}
	l := newLoop(pool, request, schedule)
	if err := l.run(); err != nil {
		return result{}, err
	}
	elapsed := l.elapsed()
	after, err := readBoth(serverPid)
	if err != nil {
		return result{}, err
	}
	server, own := after.server.since(before.server), after.own.since(before.own)
	count := len(l.latencies)
	return result{
		Requests:  count,
		Seconds:   elapsed.Seconds(),
		Failed:    l.failed,
		Retried:   l.retried,
		Waited:    l.waited,
		Dialed:    l.dialed(),
		Latency:   l.latencies.quantiles(),
		Late:      l.late.quantiles(),
		Idle:      1 - float64(own.running+own.waiting)/float64(elapsed),
		ServerCPU: float64(server.running) / float64(time.Microsecond) / float64(max(count, 1)),
	}, nil
}

type bothSides struct{ server, own cpuTime }

func readBoth(serverPid int) (bothSides, error) {
	server, err := readCPUTime(serverPid)
	if err != nil {
		return bothSides{}, fmt.Errorf("the server: %w", err)
	}
	own, err := readCPUTime(os.Getpid())
	return bothSides{server: server, own: own}, err
}
