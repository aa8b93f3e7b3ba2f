package org.emukernel.mm.pti;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.emukernel.api.paging.Isolation;
import org.emukernel.api.paging.Mapping;
import org.emukernel.api.paging.Mapping.Role;
import org.emukernel.api.paging.PageTableFormat;
import org.emukernel.api.paging.Permission;
import org.emukernel.api.paging.Protection;
import org.emukernel.api.paging.RootPair;
import org.emukernel.mm.kernel.Strategies;
import org.emukernel.mm.kernel.TestKernel;
import org.emukernel.mm.kernel.Translation;
import org.emukernel.mm.vmalloc.VmapAreas;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AddressSpacesTest {

  private static final long TEXT = 0xffff_ffff_8100_0000L;
  private static final long ENTRY_TEXT = TEXT + 0x20_0000;
  private static final long CPU_ENTRY_AREA = 0xffff_fe00_0000_0000L;
  private static final long PER_CPU_PAGE = TestKernel.DIRECT_MAP + 0x3000;
  private static final long PROGRAM = 0x40_0000;

  private final TestKernel kernel = new TestKernel(2, Strategies.IMMEDIATE);
  private RootPair swapper = new RootPair(0, Isolation.NONE);

  private RootPair boot(Isolation isolation) {
    AddressSpaces spaces = kernel.mm().addressSpaces(isolation);
    swapper =
        spaces.bootKernel(
            List.of(
                new Mapping(
                    TEXT, 0x20_0000, 0x20_0000, Protection.PAGE_KERNEL_ROX, Role.IMAGE_TEXT),
                new Mapping(ENTRY_TEXT, 0x40_0000, 0x2000, Protection.PAGE_KERNEL_ROX, Role.SHARED),
                new Mapping(CPU_ENTRY_AREA, 0x5000, 0x1000, Protection.PAGE_KERNEL_RO, Role.SHARED),
                new Mapping(
                    PER_CPU_PAGE, 0x3000, 0x1000, Protection.PAGE_KERNEL, Role.USER_WINDOW)));
    return spaces.create(
        List.of(
            new Mapping(PROGRAM, 0x8000, 0x1000, Protection.PAGE_READONLY_EXEC, Role.USER),
            new Mapping(0x7fff_ffff_e000L, 0x9000, 0x1000, Protection.PAGE_SHARED, Role.USER)));
  }

  @ParameterizedTest
  @EnumSource(names = {"PTI_PCID", "PTI_FORCED"})
  void create_withPti_userRootMapsOnlyWhatItMust(Isolation isolation) {
    RootPair pair = boot(isolation);
    long user = pair.user();
    assertThat(user).isEqualTo(pair.kernel() + 4096);
    assertThat(kernel.walk(user, ENTRY_TEXT + 0x1000)).isPresent();
    assertThat(kernel.walk(user, CPU_ENTRY_AREA)).isPresent();
    assertThat(kernel.walk(user, PER_CPU_PAGE).orElseThrow())
        .isEqualTo(new Translation(0x3000, Protection.PAGE_KERNEL, 1));
    assertThat(kernel.walk(user, PROGRAM).orElseThrow().protection())
        .isEqualTo(Protection.PAGE_READONLY_EXEC);
    assertThat(kernel.walk(user, TEXT)).isEmpty();
    assertThat(kernel.walk(user, PER_CPU_PAGE + 0x1000)).isEmpty();
    assertThat(kernel.walk(user, PER_CPU_PAGE - 0x1000)).isEmpty();
    assertThat(kernel.walk(user, TestKernel.DIRECT_MAP + (8 << 20))).isEmpty();
    assertThat(topEntry(user, TestKernel.LAYOUT.vmallocStart())).isZero();
  }

  @Test
  void create_withPti_kernelRootMapsTheProgramWithoutExecution() {
    RootPair pair = boot(Isolation.PTI_PCID);
    PageTableFormat format = kernel.mm().memory().format();
    assertThat(kernel.walk(pair.kernel(), PROGRAM)).isPresent();
    assertThat(format.protection(topEntry(pair.kernel(), PROGRAM)).allows(Permission.EXECUTE))
        .isFalse();
    assertThat(format.protection(topEntry(pair.user(), PROGRAM)).allows(Permission.EXECUTE))
        .isTrue();
  }

  @Test
  void create_anyRoot_sharesLaterVmallocMappings() {
    RootPair pair = boot(Isolation.PTI_PCID);
    long area =
        kernel.call(
            "__vmalloc_node_range_noprof",
            4096,
            1,
            VmapAreas.VMALLOC,
            Protection.PAGE_KERNEL.bits());
    assertThat(kernel.walk(pair.kernel(), area)).isPresent();
    assertThat(kernel.walk(pair.user(), area)).isEmpty();
    assertThat(topEntry(pair.kernel(), TestKernel.LAYOUT.vmallocEnd())).isNotZero();
  }

  @ParameterizedTest
  @EnumSource
  void boot_globalBits_asPtiSays(Isolation isolation) {
    RootPair pair = boot(isolation);
    boolean none = isolation == Isolation.NONE;
    assertThat(global(pair.kernel(), ENTRY_TEXT)).isTrue();
    assertThat(global(pair.kernel(), CPU_ENTRY_AREA)).isTrue();
    assertThat(global(pair.kernel(), TEXT)).isEqualTo(none || isolation == Isolation.PTI_AUTO);
    assertThat(global(pair.kernel(), TestKernel.DIRECT_MAP)).isEqualTo(none);
    assertThat(global(pair.kernel(), PROGRAM)).isFalse();
    assertThat(kernel.walk(pair.user(), TEXT).isPresent())
        .isEqualTo(none || isolation == Isolation.PTI_AUTO);
  }

  @ParameterizedTest
  @EnumSource
  void vmalloc_afterBoot_isGlobalOnlyWithoutPti(Isolation isolation) {
    boot(isolation);
    long area =
        kernel.call(
            "__vmalloc_node_range_noprof",
            4096,
            1,
            VmapAreas.VMALLOC,
            Protection.PAGE_KERNEL.bits());
    assertThat(global(swapper.kernel(), area)).isEqualTo(isolation == Isolation.NONE);
  }

  private boolean global(long root, long linear) {
    return kernel.walk(root, linear).orElseThrow().protection().allows(Permission.GLOBAL);
  }

  private long topEntry(long root, long linear) {
    return kernel.arena().memory().readLong(root + (linear >>> 39 & 511) * 8);
  }

  @Test
  void boot_alignedRanges_useLargePages() {
    boot(Isolation.PTI_PCID);
    assertThat(kernel.walk(swapper.kernel(), TEXT).orElseThrow().level()).isEqualTo(2);
    assertThat(kernel.walk(swapper.kernel(), TestKernel.DIRECT_MAP).orElseThrow().level())
        .isEqualTo(2);
    assertThat(kernel.walk(swapper.kernel(), ENTRY_TEXT).orElseThrow().level()).isEqualTo(1);
  }

  @Test
  void rootPair_notAlignedToItsSize_isRefused() {
    assertThatThrownBy(() -> new RootPair(0x5000, Isolation.NONE)).hasMessageContaining("8 KiB");
  }
}
