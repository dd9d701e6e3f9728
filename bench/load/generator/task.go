package main

import (
	"fmt"
	"time"
)

// A task is what one line of standard input asks for: a rate for some seconds (an open loop), or without a rate as fast
// as answers come (a closed loop), for some seconds or so many requests.
type task struct {
	Rate     float64 `json:"rate"`
	Seconds  float64 `json:"seconds"`
	Requests int     `json:"requests"`
}

// A schedule says when each request is due.
type schedule struct {
	// total is the number of requests; with a duration instead, as many as fit.
	total    int
	interval time.Duration
	duration time.Duration
}

func (t task) schedule() (schedule, error) {
	duration := time.Duration(t.Seconds * float64(time.Second))
	switch {
	case t.Rate < 0 || t.Seconds < 0 || t.Requests < 0:
		return schedule{}, fmt.Errorf("rate, seconds and requests must not be negative: %+v", t)
	case t.Rate > 0 && t.Seconds > 0 && t.Requests == 0:
		interval := time.Duration(float64(time.Second) / t.Rate)
		return schedule{total: int(t.Rate*t.Seconds + 0.5), interval: interval}, nil
	case t.Rate == 0 && t.Requests > 0 && t.Seconds == 0:
		return schedule{total: t.Requests}, nil
	case t.Rate == 0 && t.Seconds > 0 && t.Requests == 0:
		return schedule{duration: duration}, nil
	}
	return schedule{}, fmt.Errorf("name rate and seconds, or one of seconds and requests: %+v", t)
}

func (s schedule) isOpen() bool { return s.interval > 0 }

// due is when a request of an open loop has to be sent, counted from the start.
func (s schedule) due(index int) time.Duration { return time.Duration(index) * s.interval }

// wants tells whether another request is to be sent after so many, so long after the start.
func (s schedule) wants(sent int, elapsed time.Duration) bool {
	if s.duration > 0 {
		return elapsed < s.duration
	}
	return sent < s.total
}
