package org.emukernel.entry.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.emukernel.entry.check.BinarySection.Flag;
import org.emukernel.entry.check.CallOut.Kind;
import org.emukernel.entry.check.KeyedSite.Region;
import org.emukernel.x86.decode.Instruction;

/** Finds what leaves a noinstr function; noinstr_call_dest(), tools/objtool/check.c, v6.1. */
final class CallOuts {

  private static final int PV_OPS_BYTES = 2048;

  /* As objtool: thunks are noinstr, trampolines of static calls cannot be told, UBSAN's reports are like WARN(). */
  private static final List<String> ALLOWED =
      List.of("__x86_", "__SCT__", "__ubsan_handle_", "__fentry__");

  private static final String INDIRECT_THUNK = "__x86_indirect_";

  private final BinaryImage image;
  private final TextAreas areas;
  private final Regions regions;
  private final CodeDecoder decoder;
  private final PvOps slots;

  CallOuts(BinaryImage image, TextAreas areas, Regions regions) {
    this.image = image;
    this.areas = areas;
    this.regions = regions;
    this.decoder = new CodeDecoder(image);
    this.slots = new PvOps(image);
  }

  /** {@return those of all functions that must not be instrumented} */
  List<CallOut> in(Functions functions) {
    List<CallOut> found = new ArrayList<>();
    for (Functions.Extent extent : functions.all()) {
      if (extent.area().isNoinstr()) {
        found.addAll(in(extent.start(), extent.end(), extent.area()));
      }
    }
    return found;
  }

  private List<CallOut> in(long start, long end, TextArea area) {
    List<CallOut> found = new ArrayList<>();
    for (long at = start; Long.compareUnsigned(at, end) < 0; ) {
      Optional<Instruction> instruction = decoder.at(at);
      if (instruction.isEmpty()) {
        break;
      }
      at(at, instruction.get(), area, found);
      at += instruction.get().length();
    }
    return found;
  }

  private void at(long at, Instruction instruction, TextArea area, List<CallOut> found) {
    switch (FlowKind.of(instruction)) {
      case CALL, JUMP, BRANCH ->
          direct(at, CodeDecoder.target(instruction, at).orElseThrow(), area, found);
      case INDIRECT_CALL -> indirect(at, instruction, area, found);
      default -> {}
    }
  }

  private void direct(long at, long target, TextArea area, List<CallOut> found) {
    boolean stays =
        areas.at(target).filter(TextArea::isNoinstr).isPresent() || isBeforeBootOnly(target);
    if (stays) {
      return;
    }
    String callee = image.symbolize(target);
    boolean external = image.sectionAt(target).filter(s -> s.is(Flag.EXTERNAL)).isPresent();
    if (callee.startsWith(INDIRECT_THUNK)) {
      found.add(new CallOut(at, area, Kind.UNRESOLVED, callee, region(at, area)));
    } else if (ALLOWED.stream().noneMatch(callee::startsWith)) {
      Kind kind = external ? Kind.UNRESOLVED : Kind.DIRECT;
      found.add(new CallOut(at, area, kind, callee, region(at, area)));
    }
  }

  /* _static_cpu_has() jumps to .altinstr_aux until alternatives are applied. */
  private boolean isBeforeBootOnly(long target) {
    return image.sectionAt(target).filter(s -> s.name().startsWith(".altinstr")).isPresent();
  }

  private void indirect(long at, Instruction instruction, TextArea area, List<CallOut> found) {
    OptionalLong pointer = CodeDecoder.fixedAddress(instruction, at);
    OptionalLong ops = image.symbols().address(PvOps.SYMBOL);
    boolean paravirt =
        pointer.isPresent()
            && ops.isPresent()
            && Long.compareUnsigned(pointer.getAsLong() - ops.getAsLong(), PV_OPS_BYTES) < 0
            && image
                .symbols()
                .nearest(pointer.getAsLong())
                .filter(s -> s.name().equals(PvOps.SYMBOL))
                .isPresent();
    if (!paravirt) {
      String what =
          pointer.isPresent() ? "*" + image.symbolize(pointer.getAsLong()) : instruction.toString();
      found.add(new CallOut(at, area, Kind.UNRESOLVED, what, region(at, area)));
      return;
    }
    slot(at, pointer.getAsLong() - ops.getAsLong(), pointer.getAsLong(), area, found);
  }

  private void slot(long at, long offset, long pointer, TextArea area, List<CallOut> found) {
    long function = held(pointer);
    if (areas.at(function).filter(TextArea::isNoinstr).isPresent()) {
      return;
    }
    String name = slots.name(offset).map("pv_ops."::concat).orElse("pv_ops+0x%x".formatted(offset));
    if (function != 0) {
      name += " (%s)".formatted(image.symbolize(function));
    }
    found.add(new CallOut(at, area, Kind.PV_OPS, name, region(at, area)));
  }

  private long held(long pointer) {
    try {
      return image.holds(pointer, Long.BYTES) ? image.s64(pointer) : 0;
    } catch (BadImageException e) {
      throw new IllegalStateException(e);
    }
  }

  /* Entry code is assembly: it has no regions. */
  private Region region(long at, TextArea area) {
    return area == TextArea.ENTRY ? Region.OUTSIDE : regions.at(at);
  }
}
