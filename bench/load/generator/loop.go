package main

import (
	"fmt"
	"syscall"
	"time"
)

const ok = 200

// A loop works off one schedule. In an open loop a request is sent when it is due, whether or not the ones before it are
// answered; it waits only for a free connection, and its latency counts from when it was due. In a closed loop every
// connection sends as soon as it is free.
type loop struct {
	pool     *pool
	request  *request
	schedule schedule

	start       time.Time
	dialsBefore int
	sent        int
	answered    int
	// again says of each request that met a connection which was just being closed when it was due.
	again []time.Duration
	// isWaiting: the next request has found no connection when it was due.
	isWaiting bool

	failed, retried, waited int
	latencies, late         latencies
}

func newLoop(pool *pool, request *request, schedule schedule) *loop {
	room := max(schedule.total, 1024)
	return &loop{
		pool: pool, request: request, schedule: schedule, dialsBefore: pool.dialed,
		latencies: make(latencies, 0, room), late: make(latencies, 0, room),
	}
}

func (l *loop) elapsed() time.Duration { return time.Since(l.start) }

func (l *loop) dialed() int { return l.pool.dialed - l.dialsBefore }

func (l *loop) run() error {
	l.start = time.Now()
	for {
		now := l.elapsed()
		l.sendDue(now)
		if l.sent == l.answered && len(l.again) == 0 && !l.schedule.wants(l.sent, now) {
			return nil
		}
		events, err := l.pool.poller.wait(l.untilNext())
		if err != nil {
			return err
		}
		if err := l.handle(events); err != nil {
			return err
		}
	}
}

// sendDue sends what is due over the connections that are free, and has others opened for what is left.
func (l *loop) sendDue(now time.Duration) {
	for len(l.again) > 0 {
		c := l.pool.take()
		if c == nil {
			break
		}
		due := l.again[0]
		l.again = l.again[1:]
		l.send(c, due)
	}
	for l.isDue(now) {
		c := l.pool.take()
		if c == nil {
			l.isWaiting = true
			break
		}
		due := now
		if l.schedule.isOpen() {
			due = l.schedule.due(l.sent)
			if l.isWaiting {
				l.waited++
			} else {
				l.late = append(l.late, l.elapsed()-due)
			}
		}
		l.isWaiting = false
		l.sent++
		l.send(c, due)
		now = l.elapsed()
	}
	l.pool.openFor(l.waiting(now))
}

func (l *loop) isDue(now time.Duration) bool {
	return l.schedule.wants(l.sent, now) && (!l.schedule.isOpen() || l.schedule.due(l.sent) <= now)
}

// waiting is how many requests have no connection. A closed loop takes as many as it can get.
func (l *loop) waiting(now time.Duration) int {
	switch {
	case !l.isDue(now):
		return len(l.again)
	case !l.schedule.isOpen():
		return l.pool.most
	}
	overdue := int((now-l.schedule.due(l.sent))/l.schedule.interval) + 1
	return len(l.again) + min(overdue, l.schedule.total-l.sent)
}

// untilNext is how long there is nothing to do but wait for answers.
func (l *loop) untilNext() time.Duration {
	if !l.schedule.isOpen() || !l.schedule.wants(l.sent, 0) || l.isWaiting {
		return forever
	}
	return max(0, l.schedule.due(l.sent)-l.elapsed())
}

func (l *loop) send(c *connection, due time.Duration) {
	if err := c.send(l.request, due); err != nil {
		l.broken(c)
	}
}

func (l *loop) handle(events []syscall.EpollEvent) error {
	for _, event := range events {
		fd := int(event.Fd)
		if fd == l.pool.wakes {
			if err := l.pool.welcome(); err != nil {
				return fmt.Errorf("the server takes no connection: %w", err)
			}
			continue
		}
		c := l.pool.open[fd]
		if c == nil {
			continue
		}
		made, complete, err := c.receive()
		switch {
		case err != nil:
			l.broken(c)
		case complete:
			l.complete(c, made)
		}
	}
	return nil
}

func (l *loop) complete(c *connection, made verdict) {
	l.latencies = append(l.latencies, l.elapsed()-c.due)
	l.answered++
	if made.status != ok {
		l.failed++
	}
	c.isBusy = false
	if made.closes {
		l.pool.drop(c)
		return
	}
	l.pool.giveBack(c)
}

// broken deals with a connection that the server has closed. A request of which no answer has begun is sent once more, as
// Go's HTTP client does on a connection that was used before.
func (l *loop) broken(c *connection) {
	l.pool.drop(c)
	switch {
	case !c.isBusy:
	case c.answer.hasBegun():
		l.latencies = append(l.latencies, l.elapsed()-c.due)
		l.answered++
		l.failed++
	default:
		l.retried++
		l.again = append(l.again, c.due)
	}
}
