package io.weir.camera.api;

import com.fasterxml.jackson.databind.SequenceWriter;
import com.fasterxml.jackson.dataformat.csv.CsvGenerator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import io.weir.camera.Camera;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Cameras written as CSV (RFC 4180): {@code app,stream,source,transport,on_demand,enabled}, then a column for each label; no
 * credentials.
 */
final class CameraCsv {
    static final String TYPE = "text/csv";

    /** What is always there, in this order. */
    static final List<String> COLUMNS = List.of("app", "stream", "source", "transport", "on_demand", "enabled");

    /** A spreadsheet runs a cell that begins with one of these; the last one so that what is written can be read back. */
    private static final String FORMULA_BEGINS = "=+-@\t\r\n＝＋－＠'";

    private CameraCsv() {}

    /** All cameras. */
    static String write(Collection<Camera> cameras) {
        Set<String> labels = new TreeSet<>();
        cameras.forEach(camera -> labels.addAll(camera.labels().keySet()));
        List<String> header = new ArrayList<>(COLUMNS);
        header.addAll(labels);
        StringWriter text = new StringWriter();
        try (SequenceWriter rows = CsvMapper.builder()
                .enable(CsvGenerator.Feature.STRICT_CHECK_FOR_QUOTING)
                .build()
                .writer()
                .writeValues(text)) {
            rows.write(header);
            for (Camera camera : cameras) {
                List<String> row = new ArrayList<>(List.of(
                        camera.stream().app(),
                        harmless(camera.stream().stream()),
                        camera.source().shown(),
                        camera.transport().word(),
                        Boolean.toString(camera.onDemand()),
                        Boolean.toString(camera.enabled())));
                labels.forEach(label -> row.add(harmless(camera.labels().getOrDefault(label, ""))));
                rows.write(row);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e); // never: it is written into memory
        }
        return text.toString();
    }

    /** The cell with a ' before it if a spreadsheet would run it. */
    private static String harmless(String cell) {
        return beginsLikeFormula(cell) ? "'" + cell : cell;
    }

    /** What {@link #harmless} was made of. */
    static String meant(String cell) {
        return cell.startsWith("'") && beginsLikeFormula(cell.substring(1)) ? cell.substring(1) : cell;
    }

    private static boolean beginsLikeFormula(String cell) {
        return !cell.isEmpty() && FORMULA_BEGINS.indexOf(cell.charAt(0)) >= 0;
    }
}
