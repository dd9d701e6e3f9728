package main

import (
	"os"
	"sync"
	"syscall"
)

// A pool holds the connections. Like that of Go's HTTP client, and so of the API server, it hands out the one that was
// used last, and opens another one when a request is due and none is free.
type pool struct {
	most   int
	dial   func() (*connection, error)
	poller *poller
	// open has every connection by the number of its socket, idle the free ones, the one used last at the end.
	open    map[int]*connection
	idle    []*connection
	dialing int
	dialed  int

	// wakes is a counter of the kernel that the poller sees.
	wakes int
	mutex sync.Mutex
	fresh []opening
}

type opening struct {
	connection *connection
	err        error
}

func newPool(most int, dial func() (*connection, error)) (*pool, error) {
	poller, err := newPoller()
	if err != nil {
		return nil, err
	}
	wakes, _, errno := syscall.Syscall(syscall.SYS_EVENTFD2, 0, syscall.O_CLOEXEC|syscall.O_NONBLOCK, 0)
	if errno != 0 {
		return nil, os.NewSyscallError("eventfd2", errno)
	}
	p := &pool{most: most, dial: dial, poller: poller, open: map[int]*connection{}, wakes: int(wakes)}
	return p, poller.add(p.wakes)
}

// take returns the free connection that was used last, or nil.
func (p *pool) take() *connection {
	if len(p.idle) == 0 {
		return nil
	}
	last := len(p.idle) - 1
	taken := p.idle[last]
	p.idle = p.idle[:last]
	return taken
}

func (p *pool) giveBack(c *connection) { p.idle = append(p.idle, c) }

// drop forgets a connection that is closed, or is to be.
func (p *pool) drop(c *connection) {
	delete(p.open, c.socket.fd)
	for index, other := range p.idle {
		if other == c {
			p.idle = append(p.idle[:index], p.idle[index+1:]...)
			break
		}
	}
	c.close()
}

// openFor has connections opened for so many requests that wait, as far as that is allowed.
func (p *pool) openFor(waiting int) {
	for p.dialing < waiting && len(p.open)+p.dialing < p.most {
		p.dialing++
		go func() {
			made, err := p.dial()
			p.mutex.Lock()
			p.fresh = append(p.fresh, opening{made, err})
			p.mutex.Unlock()
			syscall.Write(p.wakes, []byte{1, 0, 0, 0, 0, 0, 0, 0})
		}()
	}
}

// welcome takes in the connections that have been opened.
func (p *pool) welcome() error {
	var counter [8]byte
	syscall.Read(p.wakes, counter[:])
	p.mutex.Lock()
	fresh := p.fresh
	p.fresh = nil
	p.mutex.Unlock()
	for _, opening := range fresh {
		p.dialing--
		if opening.err != nil {
			return opening.err
		}
		p.dialed++
		p.open[opening.connection.socket.fd] = opening.connection
		p.giveBack(opening.connection)
		if err := p.poller.add(opening.connection.socket.fd); err != nil {
			return err
		}
	}
	return nil
}

func (p *pool) close() {
	for _, c := range p.open {
		c.close()
	}
	p.poller.close()
	syscall.Close(p.wakes)
}
