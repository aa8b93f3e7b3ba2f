package org.example.riscv;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.emukernel.api.arena.PhysicalMemory;
import org.emukernel.api.kernel.KernelSymbols;
import org.emukernel.api.kernel.KernelVariable;
import org.emukernel.api.kernel.MissingSymbolException;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineTable;

/**
 * The kernel as it lies in memory: text (entry code, then a stub for each routine), variables, each
 * CPU's own variables, and the user program.
 */
final class KernelImage implements KernelSymbols {

  private static final int CACHE_LINE = 64;

  private final Map<String, Long> symbols = new HashMap<>();
  private final Map<String, Long> perCpu = new HashMap<>();
  private final TreeMap<Long, String> places = new TreeMap<>(Long::compareUnsigned);
  private final Map<Integer, String> systemCalls;
  private final RoutineTable routines;
  private final byte[] text;
  private final byte[] userText;
  private final long dataBytes;
  private final long perCpuBytes;

  KernelImage(
      RoutineTable routines, List<KernelVariable> variables, Map<Integer, String> systemCalls) {
    this.routines = routines;
    this.systemCalls = systemCalls;
    Assembler asm = new Assembler(MemoryMap.KERNEL + MemoryMap.TEXT_PHYSICAL);
    EntryCode.emit(asm);
    StaticKey.emit(asm);
    for (Routine routine : routines.routines()) {
      asm.label(routine.symbol()).raw(RoutineSlots.of(routines, routine));
    }
    text = asm.link(Map.of());
    Assembler user = new Assembler(MemoryMap.USER_TEXT);
    EntryCode.emitUserProgram(user);
    userText = user.link(Map.of());
    define(asm.labels());
    define(user.labels());
    long data = MemoryMap.KERNEL + MemoryMap.DATA_PHYSICAL;
    long area = 0;
    for (KernelVariable variable : variables) {
      int alignment = variable.bytes() >= MemoryMap.PAGE ? MemoryMap.PAGE : CACHE_LINE;
      if (variable.storage() == KernelVariable.Storage.PER_CPU) {
        area = area + alignment - 1 & -alignment;
        perCpu.put(variable.name(), area);
        area += variable.bytes();
      } else {
        data = data + alignment - 1 & -alignment;
        define(Map.of(variable.name(), data));
        data += variable.bytes();
      }
    }
    dataBytes = MemoryMap.pageAlign(data - MemoryMap.KERNEL - MemoryMap.DATA_PHYSICAL);
    perCpuBytes = MemoryMap.pageAlign(area);
    requireRoom();
  }

  private void requireRoom() {
    boolean fits =
        MemoryMap.TEXT_PHYSICAL + text.length <= MemoryMap.DATA_PHYSICAL
            && MemoryMap.DATA_PHYSICAL + dataBytes <= MemoryMap.PER_CPU_PHYSICAL;
    if (!fits) {
      throw new IllegalStateException("the kernel is larger than its place in memory");
    }
  }

  private void define(Map<String, Long> more) {
    symbols.putAll(more);
    more.forEach((name, at) -> places.put(at, name));
  }

  List<Routine> routines() {
    return routines.routines();
  }

  byte[] text() {
    return text.clone();
  }

  long dataBytes() {
    return dataBytes;
  }

  long perCpuBytes() {
    return perCpuBytes;
  }

  /* Writes text, system call table and the user program. */
  void load(PhysicalMemory memory) {
    memory.writeBytes(MemoryMap.TEXT_PHYSICAL, text, 0, text.length);
    memory.writeBytes(MemoryMap.USER_TEXT_PHYSICAL, userText, 0, userText.length);
    long table = MemoryMap.physical(symbol(TrapRoutines.SYS_CALL_TABLE));
    for (int nr = 0; nr < TrapRoutines.SYSTEM_CALLS; nr++) {
      String function = systemCalls.getOrDefault(nr, TrapRoutines.NOT_IMPLEMENTED);
      memory.writeLong(table + nr * 8L, symbol(function));
    }
  }

  @Override
  public long symbol(String name) {
    Long address = symbols.get(name);
    if (address == null) {
      throw new MissingSymbolException(name);
    }
    return address;
  }

  @Override
  public long perCpu(String name, int cpu) {
    Long offset = perCpu.get(name);
    if (offset == null) {
      throw new MissingSymbolException(name);
    }
    return MemoryMap.DIRECT_MAP + MemoryMap.PER_CPU_PHYSICAL + cpu * perCpuBytes + offset;
  }

  @Override
  public String symbolize(long linear) {
    Map.Entry<Long, String> nearest = places.floorEntry(linear);
    boolean known =
        nearest != null
            && (linear >= MemoryMap.USER_TEXT && linear < MemoryMap.USER_TEXT + userText.length
                || Long.compareUnsigned(linear, MemoryMap.KERNEL) >= 0);
    return known
        ? String.format("%s+0x%x", nearest.getValue(), linear - nearest.getKey())
        : String.format("0x%x", linear);
  }

  /* {@return an ELF executable of one segment, the text} */
  byte[] elf() {
    int headers = 64 + 56;
    ByteBuffer elf = ByteBuffer.allocate(headers + text.length).order(ByteOrder.LITTLE_ENDIAN);
    elf.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1}).position(16);
    elf.putShort((short) 2).putShort((short) 243).putInt(1);
    elf.putLong(symbol("handle_exception")).putLong(64).putLong(0).putInt(0);
    elf.putShort((short) 64).putShort((short) 56).putShort((short) 1);
    elf.putShort((short) 64).putShort((short) 0).putShort((short) 0);
    elf.putInt(1).putInt(5).putLong(headers);
    elf.putLong(MemoryMap.KERNEL + MemoryMap.TEXT_PHYSICAL).putLong(MemoryMap.TEXT_PHYSICAL);
    elf.putLong(text.length).putLong(text.length).putLong(4);
    elf.put(text);
    return elf.array();
  }

  /* What every kernel has beside what its parts bring. */
  static List<KernelVariable> variables() {
    List<KernelVariable> variables = new ArrayList<>();
    int table = TrapRoutines.SYSTEM_CALLS * Long.BYTES;
    variables.add(global(TrapRoutines.SYS_CALL_TABLE, table));
    variables.add(new KernelVariable("thread_info", 64, KernelVariable.Storage.PER_CPU));
    variables.add(new KernelVariable("kernel_stack", 4 * 4096, KernelVariable.Storage.PER_CPU));
    variables.add(new KernelVariable("user_stack", 4096, KernelVariable.Storage.PER_CPU));
    return variables;
  }

  private static KernelVariable global(String name, int bytes) {
    return new KernelVariable(name, bytes, KernelVariable.Storage.GLOBAL);
  }
}
