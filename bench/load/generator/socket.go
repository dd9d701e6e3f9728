package main

import (
	"io"
	"net"
	"os"
	"syscall"
	"time"
	"unsafe"
)

// A socket is a TCP connection outside Go's own poller. While it is being opened it waits for the server; after that a
// read that finds nothing says so at once, and the loop waits for many sockets together.
type socket struct {
	fd      int
	patient bool
}

// errNothing is a temporary error, which crypto/tls passes on without giving the connection up.
type errNothing struct{}

func (errNothing) Error() string   { return "nothing to read yet" }
func (errNothing) Timeout() bool   { return true }
func (errNothing) Temporary() bool { return true }

func openSocket(port int) (*socket, error) {
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, os.NewSyscallError("socket", err)
	}
	s := &socket{fd: fd, patient: true}
	address := &syscall.SockaddrInet4{Port: port, Addr: [4]byte{127, 0, 0, 1}}
	if err := syscall.Connect(fd, address); err != nil {
		s.Close()
		return nil, os.NewSyscallError("connect", err)
	}
	// As Go does by itself, and so the API server.
	if err := syscall.SetsockoptInt(fd, syscall.IPPROTO_TCP, syscall.TCP_NODELAY, 1); err != nil {
		s.Close()
		return nil, os.NewSyscallError("setsockopt", err)
	}
	return s, nil
}

// becomeImpatient ends the phase in which reads wait.
func (s *socket) becomeImpatient() error {
	s.patient = false
	return syscall.SetNonblock(s.fd, true)
}

func (s *socket) Read(into []byte) (int, error) {
	for {
		n, errno := s.call(syscall.SYS_READ, into)
		switch {
		case errno == syscall.EINTR:
		case errno == syscall.EAGAIN:
			return 0, errNothing{}
		case errno != 0:
			return 0, os.NewSyscallError("read", errno)
		case n == 0:
			return 0, io.EOF
		default:
			return n, nil
		}
	}
}

func (s *socket) Write(from []byte) (int, error) {
	written := 0
	for written < len(from) {
		n, errno := s.call(syscall.SYS_WRITE, from[written:])
		switch {
		case errno == syscall.EINTR:
		case errno == syscall.EAGAIN:
			// Only a body of megabytes meets a full buffer, and those are sent one at a time.
			waitUntilWritable(s.fd)
		case errno != 0:
			return written, os.NewSyscallError("write", errno)
		default:
			written += n
		}
	}
	return written, nil
}

func (s *socket) Close() error { return syscall.Close(s.fd) }

func (s *socket) LocalAddr() net.Addr              { return &net.TCPAddr{} }
func (s *socket) RemoteAddr() net.Addr             { return &net.TCPAddr{} }
func (s *socket) SetDeadline(time.Time) error      { return nil }
func (s *socket) SetReadDeadline(time.Time) error  { return nil }
func (s *socket) SetWriteDeadline(time.Time) error { return nil }

// call is a system call on the socket and a buffer. A patient one tells Go's scheduler that it may take long; the loop's
// thread has nothing else to do, and handing over would cost time.
func (s *socket) call(number uintptr, buffer []byte) (int, syscall.Errno) {
	fd, size := uintptr(s.fd), uintptr(len(buffer))
	if s.patient {
		n, _, errno := syscall.Syscall(number, fd, uintptr(unsafe.Pointer(unsafe.SliceData(buffer))), size)
		return int(n), errno
	}
	n, _, errno := syscall.RawSyscall(number, fd, uintptr(unsafe.Pointer(unsafe.SliceData(buffer))), size)
	return int(n), errno
}
