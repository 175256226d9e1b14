package io.weir.camera.api;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import io.weir.camera.Camera;
import io.weir.camera.CameraForm;
import io.weir.name.StreamName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads cameras from CSV: a header with {@code app}, {@code stream} and {@code source}, in any order; beside them
 * {@code transport}, {@code on_demand}, {@code enabled}, {@code user} and {@code password} may be, and all others are labels.
 */
final class CsvImport {
    private static final Set<String> NEEDED = Set.of("app", "stream", "source");
    private static final int MAX_COLUMNS = 64;
    private static final int MAX_ROWS = 10_000;
    private static final int MAX_CELL_CHARS = 4_096;
    private static final int MAX_SENTENCES = 5;

    /** Parts of the camera where the stream has no name; it is not kept. */
    private static final StreamName NAMELESS = new StreamName("nameless", "nameless");

    private final List<Camera> cameras = new ArrayList<>();
    private final List<ApiProblem> problems = new ArrayList<>();
    private final Map<StreamName, Integer> lines = new HashMap<>();

    private CsvImport() {}

    /** A row, and the line on which it begins. */
    private record Row(int line, List<String> cells) {}

    /**
     * Reads the text.
     *
     * @throws ApiException 400 if it is no CSV of cameras; that a row cannot stand is a problem and no exception
     */
    static CsvImport read(byte[] body) {
        CsvImport read = new CsvImport();
        List<Row> rows = rows(body);
        List<String> header = rows.isEmpty() ? List.of() : rows.get(0).cells();
        if (!header.containsAll(NEEDED) || new LinkedHashSet<>(header).size() < header.size()) {
            throw broken(1, "the header must have app, stream and source, separated by commas, and no column twice");
        }
        List<String> labelProblems = Camera.labelProblems(labels(header, header));
        if (!labelProblems.isEmpty()) {
            throw broken(1, "a column that is none of a camera's is a label: " + String.join("; ", labelProblems));
        }
        rows.subList(1, rows.size()).forEach(row -> read.take(header, row));
        return read;
    }

    /** The cameras of the rows that can stand. */
    List<Camera> cameras() {
        return cameras;
    }

    /** One for each row that cannot. */
    List<ApiProblem> problems() {
        return problems;
    }

    /** The line on which the stream stands. */
    int line(StreamName stream) {
        return lines.getOrDefault(stream, 0);
    }

    private static ApiException broken(int line, String sentence) {
        String text = "line " + line + ": " + sentence;
        return new ApiException(400, text, List.of(new ApiProblem(ApiProblem.INVALID, sentence, line, null, null)));
    }

    private static List<Row> rows(byte[] body) {
        CsvFactory factory = CsvFactory.builder()
                .enable(CsvParser.Feature.WRAP_AS_ARRAY)
                .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
                .enable(CsvParser.Feature.TRIM_SPACES)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxStringLength(MAX_CELL_CHARS)
                        .build())
                .build();
        List<Row> rows = new ArrayList<>();
        int line = 1;
        try (CsvParser parser = factory.createParser(text(body))) {
            parser.nextToken(); // the array of all rows
            while (parser.nextToken() == JsonToken.START_ARRAY) {
                List<String> cells = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY && cells.size() <= MAX_COLUMNS) {
                    line = cells.isEmpty() ? parser.currentTokenLocation().getLineNr() : line;
                    cells.add(parser.getText());
                }
                if (cells.size() > MAX_COLUMNS || rows.size() > MAX_ROWS) {
                    throw broken(line, "there may be " + MAX_COLUMNS + " columns and " + MAX_ROWS + " rows");
                }
                rows.add(new Row(line, cells));
            }
        } catch (CharacterCodingException e) {
            throw broken(1, "the text must be UTF-8");
        } catch (StreamReadException e) {
            // Jackson's own message repeats what it read.
            int at = e.getLocation() == null ? line : e.getLocation().getLineNr();
            throw broken(at, "it is no CSV from here on, or a cell is longer than " + MAX_CELL_CHARS + " characters");
        } catch (IOException e) {
            throw broken(line, "it is no CSV from here on");
        }
        return rows;
    }

    /** Without the mark that spreadsheets put at the beginning. */
    private static String text(byte[] body) throws CharacterCodingException {
        String text = StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(body))
                .toString();
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private void take(List<String> header, Row row) {
        List<String> wrong = new ArrayList<>();
        StreamName stream = null;
        Camera camera = null;
        if (row.cells().size() == header.size()) {
            Map<String, String> given = given(header, row.cells());
            stream = stream(given, row.line(), wrong);
            camera = camera(given, stream, labels(header, row.cells()), wrong);
        } else {
            wrong.add("it has " + row.cells().size() + " columns, the header has " + header.size());
        }
        if (camera != null && wrong.isEmpty()) {
            cameras.add(camera);
        } else {
            String text = String.join(
                    "; ", wrong.stream().distinct().limit(MAX_SENTENCES).toList());
            problems.add(new ApiProblem(ApiProblem.INVALID, text, row.line(), stream, null));
        }
    }

    private @Nullable StreamName stream(Map<String, String> given, int line, List<String> wrong) {
        String app = given.getOrDefault("app", "");
        String name = CameraCsv.meant(given.getOrDefault("stream", ""));
        if (!StreamName.isValid(app, name)) {
            wrong.add(StreamName.RULE);
            return null;
        }
        StreamName stream = new StreamName(app, name);
        Integer earlier = lines.putIfAbsent(stream, line);
        if (earlier != null) {
            wrong.add(stream + " stands on line " + earlier + " already");
        }
        return stream;
    }

    private static @Nullable Camera camera(
            Map<String, String> given, @Nullable StreamName stream, Map<String, String> labels, List<String> wrong) {
        CameraForm form = new CameraForm(
                given.get("source"),
                given.get("user"),
                given.get("password"),
                given.get("transport"),
                flag(given, "on_demand", wrong),
                flag(given, "enabled", wrong),
                labels);
        return form.camera(stream == null ? NAMELESS : stream, null, wrong);
    }

    private static Map<String, String> given(List<String> header, List<String> cells) {
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < cells.size(); i++) {
            if (!cells.get(i).isEmpty() && Camera.RESERVED_LABELS.contains(header.get(i))) {
                given.put(header.get(i), cells.get(i));
            }
        }
        return given;
    }

    private static Map<String, String> labels(List<String> header, List<String> cells) {
        Map<String, String> labels = new LinkedHashMap<>();
        for (int i = 0; i < cells.size(); i++) {
            if (!cells.get(i).isEmpty() && !Camera.RESERVED_LABELS.contains(header.get(i))) {
                labels.put(header.get(i), CameraCsv.meant(cells.get(i)));
            }
        }
        return labels;
    }

    private static @Nullable Boolean flag(Map<String, String> given, String name, List<String> wrong) {
        String text = given.get(name);
        if (text == null) {
            return null;
        }
        if ("true".equalsIgnoreCase(text) || "false".equalsIgnoreCase(text)) {
            return Boolean.valueOf(text); // spreadsheets write TRUE
        }
        wrong.add(name + " must be true or false");
        return null;
    }
}
