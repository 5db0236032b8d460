package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// restAPI is Hookswitch over REST.
type restAPI struct {
	url, key string
}

func (api *restAPI) publish(ctx context.Context, event Event) error {
	var answer struct {
		Outcomes []struct {
			Status   string
			Problems json.RawMessage
		}
	}
	if err := api.call(ctx, http.MethodPost, "/v1/events", "application/cloudevents+json", event, &answer); err != nil {
		return err
	}
	if outcome := answer.Outcomes[0]; outcome.Status != "accepted" {
		return fmt.Errorf("the event is %s: %s", outcome.Status, outcome.Problems)
	}
	return nil
}

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

func (api *restAPI) saveWorkflow(ctx context.Context, document any) (id string, err error) {
	var saved struct{ ID string }
	err = api.call(ctx, http.MethodPost, "/v1/workflows", "application/json", document, &saved)
	return saved.ID, err
}

func (api *restAPI) deleteWorkflow(ctx context.Context, id string) error {
	return api.call(ctx, http.MethodDelete, "/v1/workflows/"+id, "", nil, nil)
}

// endOfRun tells how the run that the event started has ended: succeeded, skipped, cancelled or dead.
func (api *restAPI) endOfRun(ctx context.Context, workflow, event string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	query := url.Values{"workflow": {workflow}, "event": {event}}
	for {
		var runs struct{ Items []struct{ Status string } }
		if err := api.call(ctx, http.MethodGet, "/v1/runs?"+query.Encode(), "", nil, &runs); err != nil {
			return "", err
		}
		for _, run := range runs.Items {
			if run.Status != "running" {
				return run.Status, nil
			}
		}
		select {
		case <-ctx.Done():
			return "", fmt.Errorf("%s has started no run that ended: %w", event, ctx.Err())
		case <-time.After(200 * time.Millisecond):
		}
	}
}

func (api *restAPI) call(ctx context.Context, method, path, contentType string, body, answer any) error {
	content, err := json.Marshal(body)
	if err != nil {
		return err
	}
	if body == nil {
		content = nil
	}
	request, err := http.NewRequestWithContext(ctx, method, api.url+path, bytes.NewReader(content))
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer "+api.key)
	if body != nil {
		request.Header.Set("Content-Type", contentType)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	if response.StatusCode >= 300 {
		// A problem of RFC 9457: its code is stable, errors[] names the places in the document.
		return fmt.Errorf("%s %s answered %s: %s", method, path, response.Status, text)
	}
	if answer == nil {
		return nil
	}
	return json.Unmarshal(text, answer)
}
