package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"
)

// restAPI is Hookswitch over REST.
type restAPI struct {
	url, key string
}

// publish sends the same event again while the gateway cannot take events, or its answer is lost: that does no harm.
func (api *restAPI) publish(ctx context.Context, event Event) error {
	for attempt := 1; ; attempt++ {
		err := api.publishOnce(ctx, event)
		var refused *refusal
		if err == nil || attempt == 5 || (errors.As(err, &refused) && refused.status != http.StatusServiceUnavailable) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(time.Duration(attempt) * 500 * time.Millisecond):
		}
	}
}

func (api *restAPI) publishOnce(ctx context.Context, event Event) error {
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
		return &refusal{http.StatusUnprocessableEntity, fmt.Sprintf("the event is %s: %s", outcome.Status, outcome.Problems)}
	}
	return nil
}

// refusal ends with a problem of RFC 9457: its code is stable, errors[] names the places in the document.
type refusal struct {
	status  int
	message string
}

func (err *refusal) Error() string { return err.message }

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
		return &refusal{response.StatusCode, fmt.Sprintf("%s %s answered %s: %s", method, path, response.Status, text)}
	}
	if answer == nil {
		return nil
	}
	return json.Unmarshal(text, answer)
}
