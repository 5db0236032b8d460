package main

import "strings"

// askTarget is a workflow that asks the target about the caller; for events of this source alone.
func askTarget(source, target string) any {
	type object = map[string]any
	ask := object{"id": "ask", "action": "http", "params": object{
		"endpoint": target,
		"method":   "GET",
		"values":   []object{{"key": "phone", "value": "{{event.properties.external_number}}", "format": "string"}},
	}}
	return object{
		"apiVersion": "hookswitch.io/v1",
		"kind":       "Workflow",
		"metadata":   object{"name": "example" + strings.ReplaceAll(source, "/", "-")},
		"spec": object{
			"enabled":    true,
			"trigger":    object{"events": []string{"call.started", "call.answered", "call.ended"}},
			"conditions": object{"field": "event.source", "operator": "equals", "value": source},
			"steps":      []object{ask},
		},
	}
}
