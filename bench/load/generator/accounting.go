package main

import (
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// A cpuTime is what the scheduler says of all threads of a process: the times of getrusage are sampled by clock ticks, and
// miss a server that works for less than a tick at a time.
type cpuTime struct {
	running time.Duration
	// waiting is the time in which they could have run, and something else had the core.
	waiting time.Duration
}

func (t cpuTime) since(before cpuTime) cpuTime {
	return cpuTime{running: t.running - before.running, waiting: t.waiting - before.waiting}
}

func readCPUTime(pid int) (cpuTime, error) {
	files, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", pid))
	if err != nil {
		return cpuTime{}, err
	}
	if len(files) == 0 {
		return cpuTime{}, fmt.Errorf("there is no process %d, or its kernel keeps no schedstat", pid)
	}
	var sum cpuTime
	for _, file := range files {
		text, err := os.ReadFile(file)
		if os.IsNotExist(err) {
			continue
		}
		if err != nil {
			return cpuTime{}, err
		}
		var running, waiting int64
		if _, err := fmt.Sscan(string(text), &running, &waiting); err != nil {
			return cpuTime{}, fmt.Errorf("%s: %w", file, err)
		}
		sum.running += time.Duration(running)
		sum.waiting += time.Duration(waiting)
	}
	return sum, nil
}
