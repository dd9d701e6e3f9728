package main

import (
	"bytes"
	"errors"
	"strconv"
)

// An answer is read as its bytes come.
type answer struct {
	received []byte
}

// A verdict is what counts of an answer here.
type verdict struct {
	status int
	// closes: the server closes the connection behind it.
	closes bool
}

var (
	endOfHead = []byte("\r\n\r\n")
	endOfLine = []byte("\r\n")

	errMalformed = errors.New("an answer that is no HTTP/1.1 with a Content-Length")
)

// add takes more bytes in, and tells whether the answer is complete.
func (a *answer) add(chunk []byte) (verdict, bool, error) {
	a.received = append(a.received, chunk...)
	end := bytes.Index(a.received, endOfHead)
	if end < 0 {
		return verdict{}, false, nil
	}
	made, length, err := readHead(a.received[:end])
	if err != nil {
		return verdict{}, false, err
	}
	if len(a.received) < end+len(endOfHead)+length {
		return verdict{}, false, nil
	}
	a.received = a.received[:0]
	return made, true, nil
}

// hasBegun tells whether the server has said anything, so that the request must not be sent once more.
func (a *answer) hasBegun() bool { return len(a.received) > 0 }

func readHead(head []byte) (verdict, int, error) {
	status, rest, _ := bytes.Cut(head, endOfLine)
	words := bytes.SplitN(status, []byte(" "), 3)
	if len(words) < 2 || string(words[0]) != "HTTP/1.1" {
		return verdict{}, 0, errMalformed
	}
	code, err := strconv.Atoi(string(words[1]))
	if err != nil {
		return verdict{}, 0, errMalformed
	}
	made, length := verdict{status: code}, -1
	for len(rest) > 0 {
		var line []byte
		line, rest, _ = bytes.Cut(rest, endOfLine)
		name, value, _ := bytes.Cut(line, []byte(":"))
		value = bytes.TrimSpace(value)
		switch {
		case bytes.EqualFold(name, []byte("Content-Length")):
			if length, err = strconv.Atoi(string(value)); err != nil {
				return verdict{}, 0, errMalformed
			}
		case bytes.EqualFold(name, []byte("Connection")):
			made.closes = bytes.EqualFold(value, []byte("close"))
		}
	}
	if length < 0 {
		return verdict{}, 0, errMalformed
	}
	return made, length, nil
}
