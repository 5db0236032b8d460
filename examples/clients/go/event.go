package main

// Event is a CloudEvent about a call.
type Event struct {
	SpecVersion string `json:"specversion"`
	ID          string `json:"id"`
	Source      string `json:"source"`
	Type        string `json:"type"`
	Subject     string `json:"subject"`
	Data        Call   `json:"data"`
}

type Call struct {
	UUID           string `json:"call_uuid"`
	Direction      string `json:"direction"`
	ExternalNumber string `json:"external_number"`
}

// newEvent has an id that names the fact, so that sending the event again changes nothing.
func newEvent(source, call, action string) Event {
	return Event{
		SpecVersion: "1.0",
		ID:          call + "-" + action,
		Source:      source,
		Type:        "call." + action,
		Subject:     call,
		Data:        Call{UUID: call, Direction: "incoming", ExternalNumber: "+12025550142"},
	}
}
