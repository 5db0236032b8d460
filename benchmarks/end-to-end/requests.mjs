import { randomBytes } from 'node:crypto';
import { endedCalls } from '../lib/workload.mjs';

const EVENTS = 2_000;

/**
 * Makers of requests, each call beginning a series with ids of its own. Only events that fire exactly one workflow, so that each must arrive once.
 */
export function eventRequests({ url, key, workflows }) {
  const events = callsOf(workflows).map(({ tenant: _, ...event }) => ({ specversion: '1.0', ...event }));
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/cloudevents+json' };
  return () => {
    const series = randomBytes(6).toString('hex');
    return (index) => {
      const id = `${series}-${index}`;
      // A call of its own: events of one call are kept in order.
      const { data, ...event } = events[index % events.length];
      const body = JSON.stringify({ ...event, id, subject: id, data: { ...data, call_uuid: id } });
      return { id, url: `${url}/v1/events`, headers, body };
    };
  };
}

/** What the workflows make of the same events, without anything in between. */
export function sinkRequests({ origins, workflows }) {
  const events = callsOf(workflows);
  const headers = { 'content-type': 'application/json' };
  return () => {
    const series = randomBytes(6).toString('hex');
    return (index) => {
      const id = `${series}-${index}`;
      const {
        contacts,
        external_number: number,
        talking_time: talkingTime,
        agent,
      } = events[index % events.length].data;
      const body = JSON.stringify({ event: id, contact: contacts[0].name, number, talkingTime, agent: agent.email });
      return { id, url: `${origins[index % origins.length]}/calls/${id}`, headers, body };
    };
  };
}

const callsOf = (workflows) =>
  endedCalls(EVENTS, { tenants: ['default'], workflows })
    .filter(({ fires }) => fires === 1)
    .map(({ event }) => event);
