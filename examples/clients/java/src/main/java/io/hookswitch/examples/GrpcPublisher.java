package io.hookswitch.examples;

import com.google.protobuf.ByteString;
import hookswitch.v1.Events.CloudEvent;
import hookswitch.v1.Events.PublishRequest;
import hookswitch.v1.Events.PublishResponse;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Hookswitch over gRPC; the messages are made from the published proto. */
final class GrpcPublisher implements Publisher, AutoCloseable {
    /** What a generated EventServiceGrpc would hold. */
    private static final MethodDescriptor<PublishRequest, PublishResponse> PUBLISH =
            MethodDescriptor.<PublishRequest, PublishResponse>newBuilder()
                    .setType(MethodDescriptor.MethodType.UNARY)
                    .setFullMethodName(
                            MethodDescriptor.generateFullMethodName("hookswitch.v1.EventService", "Publish"))
                    .setRequestMarshaller(ProtoUtils.marshaller(PublishRequest.getDefaultInstance()))
                    .setResponseMarshaller(ProtoUtils.marshaller(PublishResponse.getDefaultInstance()))
                    .build();

    /** While the gateway cannot take events: the same event again, which does no harm. */
    private static final Map<String, ?> RETRIES = Map.of("methodConfig", List.of(Map.of(
            "name", List.of(Map.of("service", "hookswitch.v1.EventService")),
            "retryPolicy", Map.of(
                    "maxAttempts", 5.0,
                    "initialBackoff", "0.5s",
                    "maxBackoff", "5s",
                    "backoffMultiplier", 2.0,
                    "retryableStatusCodes", List.of("UNAVAILABLE")))));

    private final ManagedChannel connection;
    private final Channel authorized;

    GrpcPublisher(String address, String key) {
        connection = ManagedChannelBuilder.forTarget(address)
                .usePlaintext()
                .defaultServiceConfig(RETRIES)
                .build();
        var metadata = new Metadata();
        metadata.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + key);
        authorized = ClientInterceptors.intercept(connection, MetadataUtils.newAttachHeadersInterceptor(metadata));
    }

    @Override
    public void publish(Event event) {
        var message = CloudEvent.newBuilder()
                .setId(event.id())
                .setSource(event.source())
                .setType(event.type())
                .setSubject(event.subject())
                .setDataJson(ByteString.copyFromUtf8(event.dataAsJson()));
        var request = PublishRequest.newBuilder().setEvent(message).build();
        var options = CallOptions.DEFAULT.withDeadlineAfter(10, TimeUnit.SECONDS);
        ClientCalls.blockingUnaryCall(authorized, PUBLISH, options, request);
    }

    @Override
    public void close() {
        connection.shutdownNow();
    }
}
