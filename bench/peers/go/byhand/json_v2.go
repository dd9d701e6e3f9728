//go:build goexperiment.jsonv2

package main

import "encoding/json/v2"

func unmarshal(data []byte, into any) error { return json.Unmarshal(data, into) }

func marshal(value any) ([]byte, error) { return json.Marshal(value) }
