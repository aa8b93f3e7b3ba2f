package org.emukernel.scenarios.trace;

import org.emukernel.api.trace.TraceEvent;

/** Makes an event from its fields. */
interface EventDecoder {
  TraceEvent decode(Fields fields) throws MalformedTraceException;
}
