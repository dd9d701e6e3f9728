package main

import (
	"errors"
	"testing"
)

const whole = "HTTP/1.1 200 OK\r\ncontent-LENGTH: 4\r\nConnection: Close\r\n\r\nbody"

func TestAnAnswerIsCompleteWithItsLastByte(t *testing.T) {
	var a answer
	for index := range len(whole) {
		made, complete, err := a.add([]byte{whole[index]})
		if err != nil {
			t.Fatal(err)
		}
		if want := index == len(whole)-1; complete != want {
			t.Fatalf("after %d of %d bytes: complete is %v", index+1, len(whole), complete)
		}
		if complete && made != (verdict{status: 200, closes: true}) {
			t.Errorf("%+v", made)
		}
	}
	if a.hasBegun() {
		t.Error("something of it is left for the next answer")
	}
}

func TestAnotherStatusAndAConnectionThatStays(t *testing.T) {
	var a answer
	made, complete, err := a.add([]byte("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"))
	if made != (verdict{status: 503}) || !complete || err != nil {
		t.Errorf("%+v %v %v", made, complete, err)
	}
}

func TestWhatIsNotUnderstoodIsSaid(t *testing.T) {
	for _, text := range []string{
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
		"HTTP/1.1 200 OK\r\nContent-Length: four\r\n\r\n",
		"HTTP/1.1 fine\r\nContent-Length: 0\r\n\r\n",
		"SSH-2.0\r\n\r\n",
	} {
		var a answer
		if _, _, err := a.add([]byte(text)); !errors.Is(err, errMalformed) {
			t.Errorf("%q: %v", text, err)
		}
	}
}
