package main

import (
	"os"
	"testing"
)

func TestCPUTimeIsThatOfAllThreadsAndOnlyGrows(t *testing.T) {
	before, err := readCPUTime(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	sum := 0
	for index := range 50_000_000 {
		sum += index
	}
	after, err := readCPUTime(os.Getpid())
	if err != nil || sum == 0 {
		t.Fatal(err)
	}
	if after.since(before).running <= 0 {
		t.Errorf("%v after %v", after, before)
	}
}

func TestAProcessThatIsGoneIsNamed(t *testing.T) {
	if _, err := readCPUTime(1 << 30); err == nil {
		t.Error("no error")
	}
}
