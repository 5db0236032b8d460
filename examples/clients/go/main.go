// Saves a workflow, tells of a call over REST, gRPC and Kafka, and waits until the workflow has run for each event.
package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"log"
	"os"
	"strings"
	"time"
)

// publisher is a way in. It returns once the event is durable; after any doubt the event is sent again with the same id.
type publisher func(context.Context, Event) error

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	if err := run(ctx); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context) error {
	source, call := "/examples/go/"+random(), "call-"+random()
	key := os.Getenv("HOOKSWITCH_API_KEY")
	api := &restAPI{url: setting("HOOKSWITCH_URL", "http://127.0.0.1:8080"), key: key}

	workflow, err := api.saveWorkflow(ctx, askTarget(source, setting("TARGET", "http://127.0.0.1:8090/_sim/health")))
	if err != nil {
		return err
	}
	defer func() {
		if err := api.deleteWorkflow(context.WithoutCancel(ctx), workflow); err != nil {
			log.Print(err)
		}
	}()

	tell := func(way, action string, publish publisher) error {
		event := newEvent(source, call, action)
		if err := publish(ctx, event); err != nil {
			return fmt.Errorf("%s: %w", way, err)
		}
		status, err := api.endOfRun(ctx, workflow, event.ID)
		if err != nil {
			return err
		}
		fmt.Println(way, event.ID, status)
		if status != "succeeded" {
			return fmt.Errorf("the run of %s is %s", event.ID, status)
		}
		return nil
	}
	if err := tell("rest", "started", api.publish); err != nil {
		return err
	}
	if err := overGRPC(setting("GRPC_ADDRESS", "127.0.0.1:9090"), key, func(publish publisher) error {
		return tell("grpc", "answered", publish)
	}); err != nil {
		return err
	}
	brokers := os.Getenv("KAFKA_BROKERS")
	if brokers == "" {
		return nil
	}
	place := kafkaPlace{
		brokers: strings.Split(brokers, ","),
		topic:   setting("EVENTS_TOPIC", "hookswitch.events.v1"),
		tenant:  setting("TENANT", "default"),
	}
	return overKafka(place, func(publish publisher) error { return tell("kafka", "ended", publish) })
}

func setting(name, otherwise string) string {
	if value, ok := os.LookupEnv(name); ok {
		return value
	}
	return otherwise
}

func random() string {
	bytes := make([]byte, 4)
	rand.Read(bytes)
	return hex.EncodeToString(bytes)
}
