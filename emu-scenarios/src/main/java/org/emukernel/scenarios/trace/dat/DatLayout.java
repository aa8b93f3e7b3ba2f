package org.emukernel.scenarios.trace.dat;

/** The fixed parts of a trace.dat. Source: trace-cmd.dat.v6(5) and trace-cmd.dat.v7(5). */
public final class DatLayout {
  /** What stands before the page's header in the kernel's own words. */
  public static final String HEADER_PAGE = "header_page";

  /** What stands before the event's header in the kernel's own words. */
  public static final String HEADER_EVENT = "header_event";

  /** Version 6: options follow. */
  public static final String OPTIONS = "options  ";

  /** Version 6: the text of a latency tracer follows. */
  public static final String LATENCY = "latency  ";

  /** Version 6: place and size of each CPU's pages follow. */
  public static final String FLYRECORD = "flyrecord";

  /** The endian byte of a file in little-endian order; 1 is the other. */
  public static final int LITTLE_ENDIAN = 0;

  /** The endian byte of a file in big-endian order. */
  public static final int BIG_ENDIAN = 1;

  /** Version 7: the flag of a section that is compressed. */
  public static final int SECTION_COMPRESSED = 1;

  /** The name of a version 7 file's compression if there is none. */
  public static final String NO_COMPRESSION = "none";

  private static final byte[] MAGIC = {0x17, 0x08, 0x44, 't', 'r', 'a', 'c', 'i', 'n', 'g'};

  private DatLayout() {}

  /** {@return the file's first bytes; the version follows as a text that ends with 0} */
  public static byte[] magic() {
    return MAGIC.clone();
  }
}
