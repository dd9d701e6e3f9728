package main

import (
	"testing"
	"time"
)

func TestQuantilesAreValuesThatWereMeasured(t *testing.T) {
	hundred := make(latencies, 0, 100)
	for value := 100; value >= 1; value-- {
		hundred = append(hundred, time.Duration(value)*time.Millisecond)
	}
	got := hundred.quantiles()
	if want := (quantiles{P50: 50, P90: 90, P99: 99, P999: 100, Max: 100}); got != want {
		t.Errorf("of 1 to 100: %+v, want %+v", got, want)
	}
	if hundred[0] != 100*time.Millisecond {
		t.Error("the latencies were sorted in place")
	}
}

func TestQuantilesOfFewAndOfNone(t *testing.T) {
	one := latencies{3 * time.Millisecond}.quantiles()
	if want := (quantiles{P50: 3, P90: 3, P99: 3, P999: 3, Max: 3}); one != want {
		t.Errorf("of one: %+v", one)
	}
	if none := (latencies{}).quantiles(); none != (quantiles{}) {
		t.Errorf("of none: %+v", none)
	}
}

func TestOneSlowAnswerInAHundredIsAboveTheP99(t *testing.T) {
	values := make(latencies, 99, 100)
	values = append(values, time.Second)
	if got := values.quantiles(); got.P99 != 0 || got.Max != 1000 {
		t.Errorf("%+v", got)
	}
	values[0] = time.Second
	if got := values.quantiles(); got.P99 != 1000 {
		t.Errorf("two in a hundred: %+v", got)
	}
}
