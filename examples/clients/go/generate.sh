#!/bin/sh
# Makes hookswitchv1 from the published proto. Any protoc does, such as that of grpcio-tools: PROTOC='python -m grpc_tools.protoc'.
set -eu
cd "$(dirname "$0")"
module=hookswitch.io/examples/client
package=Mhookswitch/v1/events.proto=$module/hookswitchv1
# shellcheck disable=SC2086 -- a command may be several words
${PROTOC:-protoc} -I ../../../apps/gateway/proto --go_out=. --go_opt="module=$module,$package" \
  --go-grpc_out=. --go-grpc_opt="module=$module,$package" hookswitch/v1/events.proto
