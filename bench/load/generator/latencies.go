package main

import (
	"math"
	"slices"
	"time"
)

// Latencies are kept one by one: no bucket rounds them, and a measurement has some hundred thousand at most.
type latencies []time.Duration

// quantiles of latencies, in milliseconds.
type quantiles struct {
	P50  float64 `json:"p50"`
	P90  float64 `json:"p90"`
	P99  float64 `json:"p99"`
	P999 float64 `json:"p999"`
	Max  float64 `json:"max"`
}

func (l latencies) quantiles() quantiles {
	sorted := slices.Clone(l)
	slices.Sort(sorted)
	at := func(share float64) float64 { return milliseconds(quantile(sorted, share)) }
	return quantiles{P50: at(0.5), P90: at(0.9), P99: at(0.99), P999: at(0.999), Max: at(1)}
}

// quantile is the smallest value that so large a share of the sorted values does not exceed.
func quantile(sorted latencies, share float64) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	rank := int(math.Ceil(share * float64(len(sorted))))
	return sorted[min(max(rank, 1), len(sorted))-1]
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
