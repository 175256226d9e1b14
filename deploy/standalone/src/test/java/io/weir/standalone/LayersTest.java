package io.weir.standalone;

import static com.tngtech.archunit.base.DescribedPredicate.doNot;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameStartingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.weir.runtime.KafkaCheck;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.NullMarked;

/** The layers that docs/architecture.md tells of. Read from class files, so that nothing slips past an import. */
@AnalyzeClasses(packages = "io.weir", importOptions = LayersTest.MainClasses.class)
class LayersTest {
    /** Not the tests' classes, be they in a folder or in a jar. */
    static final class MainClasses implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("/test-classes/") && !location.contains("-tests.jar");
        }
    }

    private static final String[] NODES = {
        "io.weir.ingest..", "io.weir.segmenter..", "io.weir.edge..", "io.weir.standalone.."
    };

    /** Codecs, cutter, folds and muxers. */
    private static final DescribedPredicate<JavaClass> PURE = resideInAnyPackage(
                    "io.weir.amf..",
                    "io.weir.audit.media..",
                    "io.weir.cut..",
                    "io.weir.flv..",
                    "io.weir.hls..",
                    "io.weir.index",
                    "io.weir.log..",
                    "io.weir.media..",
                    "io.weir.mp4..",
                    "io.weir.name..",
                    "io.weir.rtmp..",
                    "io.weir.track..",
                    "io.weir.ts..")
            .as("codecs, cutter, folds and muxers");

    /** What they are made from: bytes, values, digests, JSON. A counter that threads may share is no thread. */
    private static final DescribedPredicate<JavaClass> BYTES_AND_VALUES = resideInAnyPackage(
                    "java.lang..",
                    "java.util",
                    "java.util.function",
                    "java.util.random",
                    "java.util.regex",
                    "java.util.stream",
                    "java.nio",
                    "java.nio.charset",
                    "java.security..",
                    "javax.crypto..",
                    "java.time..",
                    "com.fasterxml.jackson..",
                    "io.netty.buffer",
                    "io.netty.util",
                    "io.netty.util.collection",
                    "org.jspecify..")
            .or(belongToAnyOf(AtomicLong.class))
            .or(resideInAPackage("java.io").and(doNot(simpleNameStartingWith("File"))))
            .and(doNot(belongToAnyOf(
                    Thread.class,
                    ThreadLocal.class,
                    Runtime.class,
                    Process.class,
                    ProcessBuilder.class,
                    Timer.class,
                    TimerTask.class,
                    java.time.Clock.class,
                    java.time.InstantSource.class,
                    java.io.RandomAccessFile.class)))
            .as("bytes and values");

    @ArchTest
    static final ArchRule common_anyClass_importsNoNode = noClasses()
            .that()
            .resideOutsideOfPackages(NODES)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(NODES);

    @ArchTest
    static final ArchRule ingest_anyClass_importsNoOtherNode = importsNoNodeBut("io.weir.ingest..");

    @ArchTest
    static final ArchRule segmenter_anyClass_importsNoOtherNode = importsNoNodeBut("io.weir.segmenter..");

    @ArchTest
    static final ArchRule edge_anyClass_importsNoOtherNode = importsNoNodeBut("io.weir.edge..");

    @ArchTest
    static final ArchRule pure_anyClass_knowsBytesAndValuesOnly = classes()
            .that(PURE)
            .should()
            .onlyDependOnClassesThat(PURE.or(BYTES_AND_VALUES))
            .as("Codecs, cutter, folds and muxers know no sockets, files, threads, clocks, logging or Kafka");

    @ArchTest
    static final ArchRule pure_anyClass_asksNoClock = noClasses()
            .that(PURE)
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(java.time.LocalDate.class, "now")
            .orShould()
            .callMethod(java.time.LocalDateTime.class, "now")
            .orShould()
            .callMethod(java.time.ZonedDateTime.class, "now");

    /**
     * In the nodes, time comes in as a parameter: only {@code runtime} and the processes that wire all ask the system; the
     * watchdog's is one.
     */
    @ArchTest
    static final ArchRule nodes_anyClass_askTheSystemForNoTime = noClasses()
            .that()
            .resideOutsideOfPackages("io.weir.runtime..", "io.weir.standalone..")
            .and()
            .doNotHaveSimpleName("WatchdogMain")
            .should()
            .callMethod(java.time.Clock.class, "systemUTC")
            .orShould()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime");

    @ArchTest
    static final ArchRule kafkaClients_anyUse_isWhereTheLogIsReadOrWritten = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "io.weir.kafka..",
                    "io.weir.audit.reader..",
                    "io.weir.camera.registry..",
                    "io.weir.index.reader..",
                    "io.weir.ingest.publish..",
                    "io.weir.remake..",
                    "io.weir.segmenter..")
            .and(doNot(belongToAnyOf(KafkaCheck.class, EmbeddedKafka.class)))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.kafka..");

    /** The writer's own rules are tested on a simulated log; Kafka is behind {@code LogAccess}. */
    @ArchTest
    static final ArchRule epochRules_anyClass_knowNoKafka = noClasses()
            .that()
            .resideInAPackage("io.weir.ingest.publish..")
            .and()
            .haveNameMatching(".*\\.(Epoch|Run|Stream|Log(Access|Entry))[A-Za-z$]*")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.kafka..");

    /** The audit would prove nothing if it made frames of segments, or of the log, by the code that it checks. */
    @ArchTest
    static final ArchRule audit_anyClass_knowsNoMuxer = noClasses()
            .that()
            .resideInAPackage("io.weir.audit..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.weir.ts..", "io.weir.mp4..", "io.weir.track..")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("io.weir.cut.SegmentCutter");

    @ArchTest
    static final ArchRule hazelcast_anyUse_isInOwnership = noClasses()
            .that()
            .resideOutsideOfPackage("io.weir.ownership..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.hazelcast..");

    @ArchTest
    static final ArchRule s3_anyUse_isInStorage = noClasses()
            .that()
            .resideOutsideOfPackage("io.weir.storage..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.minio..", "okhttp3..");

    @ArchTest
    static final ArchRule packages_all_haveNoCycles =
            slices().matching("io.weir.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule packages_all_areNullMarked = classes()
            .should(new ArchCondition<>("be in a @NullMarked package") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    boolean marked = type.getPackage().isAnnotatedWith(NullMarked.class);
                    events.add(new SimpleConditionEvent(
                            type, marked, type.getPackageName() + " has no @NullMarked package-info"));
                }
            });

    private static ArchRule importsNoNodeBut(String node) {
        DescribedPredicate<JavaClass> others = resideInAnyPackage(NODES).and(doNot(resideInAPackage(node)));
        return noClasses().that().resideInAPackage(node).should().dependOnClassesThat(others);
    }
}
