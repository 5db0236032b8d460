package main

import (
	"context"
	"encoding/json"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

type kafkaPlace struct {
	brokers       []string
	topic, tenant string
}

// overKafka lends a producer of CloudEvents in binary mode: attributes in headers, the data as the value.
func overKafka(place kafkaPlace, use func(publisher) error) error {
	// The defaults are what is wanted: acks=all, idempotence, and murmur2 as everybody else.
	client, err := kgo.NewClient(kgo.SeedBrokers(place.brokers...), kgo.DefaultProduceTopic(place.topic))
	if err != nil {
		return err
	}
	defer client.Close()

	return use(func(ctx context.Context, event Event) error {
		data, err := json.Marshal(event.Data)
		if err != nil {
			return err
		}
		header := func(name, value string) kgo.RecordHeader { return kgo.RecordHeader{Key: name, Value: []byte(value)} }
		record := &kgo.Record{
			// Keeps the events of a call in one partition, and so in order.
			Key:   []byte(place.tenant + "|" + event.Subject),
			Value: data,
			Headers: []kgo.RecordHeader{
				header("ce_specversion", event.SpecVersion),
				header("ce_id", event.ID),
				header("ce_source", event.Source),
				header("ce_type", event.Type),
				header("ce_subject", event.Subject),
				header("ce_tenantid", place.tenant),
				header("content-type", "application/json"),
			},
		}
		ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
		defer cancel()
		return client.ProduceSync(ctx, record).FirstErr()
	})
}
