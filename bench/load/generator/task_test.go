package main

import (
	"testing"
	"time"
)

func TestAnOpenLoopHasEveryRequestAtItsTime(t *testing.T) {
	s, err := task{Rate: 200, Seconds: 1.5}.schedule()
	if err != nil || s.total != 300 || !s.isOpen() {
		t.Fatalf("%+v %v", s, err)
	}
	if s.due(0) != 0 || s.due(299) != 1495*time.Millisecond {
		t.Errorf("%v to %v", s.due(0), s.due(299))
	}
	// However late it is: what was due is still sent.
	if !s.wants(299, time.Hour) || s.wants(300, 0) {
		t.Error("not as many as the rate says")
	}
}

func TestAClosedLoopEndsByTimeOrByNumber(t *testing.T) {
	byTime, _ := task{Seconds: 2}.schedule()
	if byTime.isOpen() || !byTime.wants(1e9, time.Second) || byTime.wants(0, 2*time.Second) {
		t.Errorf("%+v", byTime)
	}
	byNumber, _ := task{Requests: 10}.schedule()
	if byNumber.isOpen() || !byNumber.wants(9, time.Hour) || byNumber.wants(10, 0) {
		t.Errorf("%+v", byNumber)
	}
}

func TestATaskThatSaysTooLittleOrTooMuchIsRefused(t *testing.T) {
	for _, wrong := range []task{{}, {Rate: 50}, {Rate: 50, Requests: 10}, {Seconds: 1, Requests: 1}, {Rate: -1, Seconds: 1}} {
		if s, err := wrong.schedule(); err == nil {
			t.Errorf("%+v became %+v", wrong, s)
		}
	}
}
