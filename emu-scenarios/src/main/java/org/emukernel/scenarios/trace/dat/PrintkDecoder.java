package org.emukernel.scenarios.trace.dat;

import org.emukernel.api.trace.TraceEvent;
import org.emukernel.scenarios.trace.MalformedTraceException;

/**
 * Reads the kernel's trace_printk() where the text is in the kernel and the recording has its
 * address: {@code bputs}, and {@code bprint}, whose arguments are left as they lie there. Source:
 * struct bputs_entry and bprint_entry, kernel/trace/trace_entries.h (Linux v6.18).
 */
final class PrintkDecoder {
  private final String name;
  private final AddressNames names;
  private final PrintkFormats formats;
  private final NumberField ip;
  private final NumberField text;

  PrintkDecoder(EventFormat format, AddressNames names, PrintkFormats formats)
      throws MalformedTraceException {
    this.name = format.name();
    this.names = names;
    this.formats = formats;
    this.ip = NumberField.of(format, "ip");
    this.text = NumberField.of(format.field("str", "fmt").orElseThrow(() -> missing(format)));
  }

  private static MalformedTraceException missing(EventFormat format) {
    return new MalformedTraceException(
        "expected a field str or fmt in the format of " + format.name());
  }

  TraceEvent decode(RecordView record) throws MalformedTraceException {
    long address = text.get(record);
    String found =
        formats.at(address).map(String::stripTrailing).orElse("0x" + Long.toHexString(address));
    return new TraceEvent.Unknown(name, names.function(ip.get(record)).name() + ": " + found);
  }
}
