package main

import (
	"os"
	"syscall"
	"time"
	"unsafe"
)

const (
	// epoll_pwait2, which has one number everywhere: epoll_wait knows milliseconds only.
	sysEpollPwait2  = 441
	prSetTimerSlack = 29
	pollOut         = 4
	forever         = time.Duration(-1)
	// Waking up takes about so long, so the last bit before a request is due is spent awake.
	wakeUp = 60 * time.Microsecond
)

// A poller waits until one of many sockets has something to read.
type poller struct {
	fd     int
	events []syscall.EpollEvent
}

func newPoller() (*poller, error) {
	fd, err := syscall.EpollCreate1(syscall.EPOLL_CLOEXEC)
	return &poller{fd: fd, events: make([]syscall.EpollEvent, 64)}, os.NewSyscallError("epoll_create1", err)
}

func (p *poller) add(fd int) error {
	event := syscall.EpollEvent{Events: syscall.EPOLLIN, Fd: int32(fd)}
	return os.NewSyscallError("epoll_ctl", syscall.EpollCtl(p.fd, syscall.EPOLL_CTL_ADD, fd, &event))
}

// wait returns the sockets that can be read, none once the time is over.
func (p *poller) wait(atMost time.Duration) ([]syscall.EpollEvent, error) {
	var limit *syscall.Timespec
	if atMost != forever {
		if atMost -= wakeUp; atMost < 0 {
			atMost = 0
		}
		timespec := syscall.NsecToTimespec(atMost.Nanoseconds())
		limit = &timespec
	}
	n, _, errno := syscall.RawSyscall6(sysEpollPwait2, uintptr(p.fd), uintptr(unsafe.Pointer(&p.events[0])),
		uintptr(len(p.events)), uintptr(unsafe.Pointer(limit)), 0, 0)
	if errno == syscall.EINTR {
		return nil, nil
	}
	if errno != 0 {
		return nil, os.NewSyscallError("epoll_pwait2", errno)
	}
	return p.events[:n], nil
}

func (p *poller) close() { syscall.Close(p.fd) }

// setTimerSlack has this thread woken when it asked to be, not up to 50 microseconds later.
func setTimerSlack() { syscall.RawSyscall(syscall.SYS_PRCTL, prSetTimerSlack, 1, 0) }

func waitUntilWritable(fd int) {
	watched := struct {
		fd      int32
		events  int16
		revents int16
	}{fd: int32(fd), events: pollOut}
	syscall.RawSyscall6(syscall.SYS_PPOLL, uintptr(unsafe.Pointer(&watched)), 1, 0, 0, 0, 0)
}
