package org.emukernel.scenarios.trace.dat;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.airlift.compress.zstd.ZstdCompressor;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.Deflater;

/** Builds a trace.dat by the words of trace-cmd.dat.v6(5) and trace-cmd.dat.v7(5). */
final class DatBuilder {
  private static final String COMMON =
      "\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;\n"
          + "\tfield:unsigned char common_flags;\toffset:2;\tsize:1;\tsigned:0;\n"
          + "\tfield:unsigned char common_preempt_count;\toffset:3;\tsize:1;\tsigned:0;\n"
          + "\tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;\n\n";

  private final ByteOrder order;
  private final int longSize;
  private final Map<String, List<String>> systems = new LinkedHashMap<>();
  private final Map<DatOption, byte[]> options = new LinkedHashMap<>();
  private final SortedMap<Integer, List<byte[]>> pages = new TreeMap<>();
  private String kallsyms =
      "ffffffff81000000 T _text\nffffffff81001000 T f\nffffffff81002000 t g\n";
  private String printk = "";
  private String tasks = "7 seven\n";
  private int cpus = 2;

  DatBuilder() {
    this(ByteOrder.LITTLE_ENDIAN, 8);
  }

  DatBuilder(ByteOrder order, int longSize) {
    this.order = order;
    this.longSize = longSize;
    systems.put("ftrace", new ArrayList<>());
  }

  ByteOrder order() {
    return order;
  }

  PageBuilder page(long time) {
    return new PageBuilder(order, longSize, time);
  }

  /** An event's format; each field is "TYPE NAME offset size signed". */
  DatBuilder format(String system, String name, int id, String... fields) {
    StringBuilder text =
        new StringBuilder("name: " + name + "\nID: " + id + "\nformat:\n" + COMMON);
    for (String field : fields) {
      String[] parts = field.split(" ");
      int n = parts.length;
      text.append("\tfield:")
          .append(String.join(" ", Arrays.copyOf(parts, n - 3)))
          .append(";\toffset:" + parts[n - 3] + ";\tsize:" + parts[n - 2])
          .append(";\tsigned:" + parts[n - 1] + ";\n");
    }
    return rawFormat(system, text + "\nprint fmt: \"\"\n");
  }

  DatBuilder rawFormat(String system, String text) {
    systems.computeIfAbsent(system, s -> new ArrayList<>()).add(text);
    return this;
  }

  DatBuilder tlbFlush() {
    return format("tlb", "tlb_flush", 20, "int reason 8 4 1", "unsigned long pages 16 8 0");
  }

  /** A record of {@link #tlbFlush}. */
  byte[] flush(int pid, int reason, long pages) {
    return record(20, pid, 24).putInt(8, reason).putLong(16, pages).array();
  }

  /** A record whose common fields are filled in. */
  ByteBuffer record(int id, int pid, int size) {
    return ByteBuffer.allocate(size).order(order).putShort(0, (short) id).putInt(4, pid);
  }

  DatBuilder kallsyms(String text) {
    kallsyms = text;
    return this;
  }

  DatBuilder printk(String text) {
    printk = text;
    return this;
  }

  DatBuilder cpus(int count) {
    cpus = count;
    return this;
  }

  DatBuilder option(DatOption option, byte[] data) {
    options.put(option, data);
    return this;
  }

  DatBuilder option(DatOption option, String text) {
    return option(option, (text + "\0").getBytes(UTF_8));
  }

  DatBuilder pages(int cpu, PageBuilder... ofCpu) {
    pages.put(cpu, Arrays.stream(ofCpu).map(PageBuilder::bytes).toList());
    return this;
  }

  private final class Out {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Out raw(byte[] data) {
      bytes.writeBytes(data);
      return this;
    }

    Out text(String text) {
      return raw((text + "\0").getBytes(UTF_8));
    }

    Out number(int size, long value) {
      ByteBuffer buffer = ByteBuffer.allocate(8).order(order);
      switch (size) {
        case 1 -> buffer.put((byte) value);
        case 2 -> buffer.putShort((short) value);
        case 4 -> buffer.putInt((int) value);
        default -> buffer.putLong(value);
      }
      return raw(Arrays.copyOf(buffer.array(), size));
    }

    Out block(int sizeBytes, String text) {
      byte[] data = text.getBytes(UTF_8);
      return number(sizeBytes, data.length).raw(data);
    }

    int size() {
      return bytes.size();
    }

    Out padTo(int place) {
      return raw(new byte[place - size()]);
    }

    byte[] toBytes() {
      return bytes.toByteArray();
    }
  }

  private Out beginning(String version) {
    return new Out()
        .raw(DatLayout.magic())
        .text(version)
        .number(1, order == ByteOrder.BIG_ENDIAN ? 1 : 0)
        .number(1, longSize)
        .number(4, PageBuilder.SIZE);
  }

  private void headers(Out out) {
    String page =
        "\tfield: u64 timestamp;\toffset:0;\tsize:8;\tsigned:0;\n"
            + "\tfield: local_t commit;\toffset:8;\tsize:%d;\tsigned:1;\n".formatted(longSize)
            + "\tfield: int overwrite;\toffset:8;\tsize:1;\tsigned:1;\n"
            + "\tfield: char data;\toffset:%d;\tsize:%d;\tsigned:0;\n"
                .formatted(8 + longSize, PageBuilder.SIZE - 8 - longSize);
    out.text("header_page").block(8, page).text("header_event").block(8, "# compressed\n");
  }

  private void formats(Out out, String system) {
    List<String> formats = systems.getOrDefault(system, List.of());
    out.number(4, formats.size());
    formats.forEach(format -> out.block(8, format));
  }

  private void otherFormats(Out out) {
    out.number(4, systems.size() - 1L);
    systems.keySet().stream()
        .filter(system -> !system.equals("ftrace"))
        .forEach(
            system -> {
              out.text(system);
              formats(out, system);
            });
  }

  private List<byte[]> pagesOf(int cpu) {
    return pages.getOrDefault(cpu, List.of());
  }

  byte[] version6() {
    Out out = beginning("6");
    headers(out);
    formats(out, "ftrace");
    otherFormats(out);
    out.block(4, kallsyms).block(4, printk).block(8, tasks).number(4, cpus).text("options  ");
    options.forEach((option, data) -> out.number(2, option.id()).number(4, data.length).raw(data));
    out.number(2, 0).text("flyrecord");
    int place =
        (out.size() + 16 * cpus + PageBuilder.SIZE - 1) / PageBuilder.SIZE * PageBuilder.SIZE;
    int first = place;
    for (int cpu = 0; cpu < cpus; cpu++) {
      int size = pagesOf(cpu).size() * PageBuilder.SIZE;
      out.number(8, place).number(8, size);
      place += size;
    }
    out.padTo(first);
    for (int cpu = 0; cpu < cpus; cpu++) {
      pagesOf(cpu).forEach(out::raw);
    }
    return out.toBytes();
  }

  byte[] version7(DatCompression compression) {
    Out out = beginning("7");
    out.text(compression.name().toLowerCase(java.util.Locale.ROOT)).text("1.0");
    int start = out.size() + 8;
    List<byte[]> sections = new ArrayList<>();
    Map<DatOption, Long> places = new LinkedHashMap<>();
    addSection(DatOption.HEADER_INFO, this::headers, compression, start, sections, places);
    addSection(
        DatOption.FTRACE_EVENTS, o -> formats(o, "ftrace"), compression, start, sections, places);
    addSection(DatOption.EVENT_FORMATS, this::otherFormats, compression, start, sections, places);
    addSection(DatOption.KALLSYMS, o -> o.block(4, kallsyms), compression, start, sections, places);
    addSection(DatOption.PRINTK, o -> o.block(4, printk), compression, start, sections, places);
    addSection(DatOption.CMDLINES, o -> o.block(8, tasks), compression, start, sections, places);
    long bufferPlace = start + sections.stream().mapToLong(s -> s.length).sum();
    Out buffer = new Out().number(2, DatOption.BUFFER.id());
    buffer.number(2, compression == DatCompression.NONE ? 0 : 1).number(4, 0).number(8, 0);
    Out description = new Out().number(8, bufferPlace).text("").text("mono");
    description.number(4, PageBuilder.SIZE).number(4, cpus);
    for (int cpu = 0; cpu < cpus; cpu++) {
      byte[] data = packedPages(cpu, compression);
      description.number(4, cpu).number(8, bufferPlace + buffer.size());
      description.number(8, pagesOf(cpu).isEmpty() ? 0 : data.length);
      buffer.raw(data);
    }
    sections.add(buffer.toBytes());
    long optionsPlace = bufferPlace + buffer.size();
    Out list = new Out();
    places.forEach((option, place) -> list.number(2, option.id()).number(4, 8).number(8, place));
    options.forEach((option, data) -> list.number(2, option.id()).number(4, data.length).raw(data));
    byte[] described = description.toBytes();
    list.number(2, DatOption.BUFFER.id()).number(4, described.length).raw(described);
    list.number(2, DatOption.DONE.id()).number(4, 8).number(8, 0);
    out.number(8, optionsPlace);
    sections.forEach(out::raw);
    byte[] listed = list.toBytes();
    return out.number(2, 0)
        .number(2, 0)
        .number(4, 0)
        .number(8, listed.length)
        .raw(listed)
        .toBytes();
  }

  private interface Content {
    void write(Out out);
  }

  private void addSection(
      DatOption id,
      Content content,
      DatCompression compression,
      int start,
      List<byte[]> sections,
      Map<DatOption, Long> places) {
    places.put(id, start + sections.stream().mapToLong(s -> s.length).sum());
    Out inner = new Out();
    content.write(inner);
    byte[] data = inner.toBytes();
    Out section = new Out().number(2, id.id());
    section.number(2, compression == DatCompression.NONE ? 0 : 1).number(4, 0);
    if (compression == DatCompression.NONE) {
      section.number(8, data.length).raw(data);
    } else {
      byte[] packed = pack(data, compression);
      section.number(8, packed.length + 8L).number(4, packed.length).number(4, data.length);
      section.raw(packed);
    }
    sections.add(section.toBytes());
  }

  private byte[] packedPages(int cpu, DatCompression compression) {
    Out out = new Out();
    if (compression == DatCompression.NONE) {
      pagesOf(cpu).forEach(out::raw);
      return out.toBytes();
    }
    out.number(4, pagesOf(cpu).size());
    for (byte[] page : pagesOf(cpu)) {
      byte[] packed = pack(page, compression);
      out.number(4, packed.length).number(4, page.length).raw(packed);
    }
    return out.toBytes();
  }

  private static byte[] pack(byte[] data, DatCompression compression) {
    if (compression == DatCompression.ZSTD) {
      ZstdCompressor zstd = new ZstdCompressor();
      byte[] out = new byte[zstd.maxCompressedLength(data.length)];
      return Arrays.copyOf(out, zstd.compress(data, 0, data.length, out, 0, out.length));
    }
    Deflater deflater = new Deflater();
    deflater.setInput(data);
    deflater.finish();
    byte[] out = new byte[data.length + 100];
    int length = deflater.deflate(out);
    deflater.end();
    return Arrays.copyOf(out, length);
  }
}
