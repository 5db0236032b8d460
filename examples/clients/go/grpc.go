package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"hookswitch.io/examples/client/hookswitchv1"
)

// retries: while the gateway cannot take events, the same event again, which does no harm.
const retries = `{ "methodConfig": [{
	"name": [{ "service": "hookswitch.v1.EventService" }],
	"retryPolicy": {
		"maxAttempts": 5, "initialBackoff": "0.5s", "maxBackoff": "5s", "backoffMultiplier": 2,
		"retryableStatusCodes": ["UNAVAILABLE"]
	}
}] }`

// overGRPC lends a connection to EventService.
func overGRPC(address, key string, use func(publisher) error) error {
	connection, err := grpc.NewClient(address,
		grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithDefaultServiceConfig(retries))
	if err != nil {
		return err
	}
	defer connection.Close()
	events := hookswitchv1.NewEventServiceClient(connection)

	return use(func(ctx context.Context, event Event) error {
		data, err := json.Marshal(event.Data)
		if err != nil {
			return err
		}
		ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
		defer cancel()
		ctx = metadata.AppendToOutgoingContext(ctx, "authorization", "Bearer "+key)
		_, err = events.Publish(ctx, &hookswitchv1.PublishRequest{Event: &hookswitchv1.CloudEvent{
			Id:       event.ID,
			Source:   event.Source,
			Type:     event.Type,
			Subject:  event.Subject,
			DataJson: data,
		}})
		return withPlaces(err)
	})
}

// withPlaces adds what the details of a refusal say about each wrong field.
func withPlaces(err error) error {
	for _, detail := range status.Convert(err).Details() {
		if wrong, ok := detail.(*errdetails.BadRequest); ok {
			for _, field := range wrong.GetFieldViolations() {
				err = errors.Join(err, fmt.Errorf("%s: %s (%s)", field.GetField(), field.GetDescription(), field.GetReason()))
			}
		}
	}
	return err
}
