// Command generator sends admission reviews as an API server does, and tells how long their answers took.
//
// One thread waits for everything, so that on a core of its own it never queues behind itself. What it is to do comes
// as one JSON object a line on standard input, and the result of each goes to standard output, so that whoever drives
// it can look at the server in between, with all connections open and the code warm.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
)

func main() {
	if err := serveTasks(); err != nil {
		fmt.Fprintln(os.Stderr, "generator:", err)
		os.Exit(1)
	}
}

func serveTasks() error {
	port := flag.Int("port", 0, "port of the server, on loopback")
	ca := flag.String("ca", "", "file with the certificate that the server's is checked against")
	body := flag.String("body", "", "file with the body to send")
	path := flag.String("path", "/mutate?timeout=3s", "path and query of the requests")
	connections := flag.Int("connections", 25, "most connections at a time")
	serverPid := flag.Int("server-pid", 0, "process whose CPU time is counted")
	flag.Parse()

	request, err := readRequest(*path, *body)
	if err != nil {
		return err
	}
	dial, err := dialer(*port, "localhost", *ca)
	if err != nil {
		return err
	}
	// The loop keeps one to itself; another one is for opening connections meanwhile, also on a single core.
	runtime.GOMAXPROCS(2)
	runtime.LockOSThread()
	// Collected between the tasks, never within.
	debug.SetGCPercent(-1)
	setTimerSlack()

	pool, err := newPool(*connections, dial)
	if err != nil {
		return err
	}
	defer pool.close()
	commands := bufio.NewScanner(os.Stdin)
	results := json.NewEncoder(os.Stdout)
	for commands.Scan() {
		var task task
		if err := json.Unmarshal(commands.Bytes(), &task); err != nil {
			return fmt.Errorf("task %q: %w", commands.Text(), err)
		}
		schedule, err := task.schedule()
		if err != nil {
			return err
		}
		runtime.GC()
		result, err := measure(pool, &request, schedule, *serverPid)
		if err != nil {
			return err
		}
		if err := results.Encode(result); err != nil {
			return err
		}
	}
	return commands.Err()
}
