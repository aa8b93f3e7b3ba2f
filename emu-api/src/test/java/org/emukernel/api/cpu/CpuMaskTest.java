package org.emukernel.api.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CpuMaskTest {

  /* The strided forms are those of Documentation/admin-guide/kernel-parameters.rst, "cpu list". */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0-3,8,10-35|0-3,8,10-35",
        "3,2,1,0|0-3",
        "1-1|1",
        " 4 , 5 |4-5",
        "0-23:2/4|0-1,4-5,8-9,12-13,16-17,20-21",
        "''|''"
      })
  void parse_cpulist_printsNormalForm(String list, String normal) {
    assertThat(CpuMask.parse(list).toCpuList()).isEqualTo(normal);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "1-",
        "-1",
        "1,,2",
        "1-2-3",
        "3-1",
        "0x3",
        "8192",
        "99999999999",
        "1:2/4",
        "0-4:2",
        "0-4:5/4",
        "0-4:1/0"
      })
  void parse_noCpulist_namesTheList(String list) {
    assertThatThrownBy(() -> CpuMask.parse(list))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cpulist \"" + list + "\"");
  }

  @Property(seed = "20261122")
  void parse_printedForm_isTheSameSet(
      @ForAll @Size(max = 20) Set<@IntRange(max = CpuMask.MAX_CPU) Integer> cpus) {
    CpuMask mask = CpuMask.of(cpus.stream().mapToInt(Integer::intValue).toArray());

    assertThat(CpuMask.parse(mask.toCpuList())).isEqualTo(mask);
    assertThat(mask.count()).isEqualTo(cpus.size());
  }

  @Property(seed = "20261122")
  void parse_anything_isAMaskOrAnIllegalArgument(@ForAll String text) {
    try {
      assertThat(CpuMask.parse(text)).isNotNull();
    } catch (IllegalArgumentException expected) {
      assertThat(expected).hasMessageContaining("cpulist");
    }
  }

  @Test
  void setOperations_disjointAndJoined() {
    assertThat(CpuMask.range(0, 4).without(CpuMask.of(1, 2))).isEqualTo(CpuMask.of(0, 3));
    assertThat(CpuMask.of(1).with(CpuMask.of(2))).isEqualTo(CpuMask.range(1, 3));
    assertThat(CpuMask.of(5).next(0)).isEqualTo(5);
    assertThat(CpuMask.of(5).next(6)).isEqualTo(-1);
    assertThat(CpuMask.none().last()).isEqualTo(-1);
  }
}
