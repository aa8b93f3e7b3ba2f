package org.emukernel.scenarios.trace.dat;

import org.emukernel.api.trace.TraceEvent;
import org.emukernel.scenarios.trace.MalformedTraceException;

/** Makes an event from its record. */
interface RecordDecoder {
  TraceEvent decode(RecordView record) throws MalformedTraceException;

  /** Makes the decoder of a format. */
  interface Factory {
    /**
     * {@return the decoder}
     *
     * @throws MalformedTraceException if a field is missing or is not what it should be
     */
    RecordDecoder of(EventFormat format) throws MalformedTraceException;
  }
}
