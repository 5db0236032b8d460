/** A workflow file with what YAML can write in more ways than one. */
export const document = (name: string, { minutes = 5, labels = '{}', more = '' } = {}) => `# Why it is there.
apiVersion: hookswitch.io/v1
kind: Workflow
metadata: { name: ${name}, labels: ${labels} }
spec:
  description: "Text:\\ttell \\"them\\" — ☎"
  enabled: true
  trigger: { events: [call.ended] }
  conditions:
    all:
      - { field: event.properties.direction, operator: equals, value: incoming }
      - { field: event.properties.talking_time, operator: less_than, value: 1.5 }
  steps:
    - { id: pause, delay: { minutes: ${minutes} } }
    - id: crm
      action: http
      params:
        endpoint: https://crm.example.com/calls
        method: POST
        body: { number: "+420228880000", zero: "007", yes: "yes", no: null, big: 1e21, list: [], map: {}, text: "a\\nb\\n" }
${more}`;
