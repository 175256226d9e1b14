package io.weir.edge.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LastKeyframeTest {
    private static byte[] resource(String name) throws IOException {
        try (InputStream file = Objects.requireNonNull(LastKeyframeTest.class.getResourceAsStream(name), name)) {
            return file.readAllBytes();
        }
    }

    private static void requireBlue(byte[] jpeg) throws IOException {
        BufferedImage picture = ImageIO.read(new ByteArrayInputStream(jpeg));
        assertThat(picture.getWidth()).isEqualTo(320);
        assertThat(picture.getHeight()).isEqualTo(180);
        Color middle = new Color(picture.getRGB(160, 90));
        assertThat(middle.getBlue()).isGreaterThan(240);
        assertThat(middle.getRed()).isLessThan(15);
        assertThat(middle.getGreen()).isLessThan(15);
    }

    @Test
    void jpeg_h264_theLastKeyframe() throws Exception {
        requireBlue(LastKeyframe.jpeg(null, resource("red-blue.ts")));
    }

    @Test
    void jpeg_hevcInFragments_theLastKeyframe() throws Exception {
        requireBlue(LastKeyframe.jpeg(resource("red-blue-init.mp4"), resource("red-blue.m4s")));
    }

    @Test
    void jpeg_soundOnly_noPicture() throws Exception {
        byte[] sound = resource("sound.ts");

        assertThatThrownBy(() -> LastKeyframe.jpeg(null, sound))
                .isInstanceOf(NoPictureException.class)
                .hasMessageContaining("no keyframe");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 187, 188, 600})
    void jpeg_truncated_noPicture(int length) throws Exception {
        byte[] start = Arrays.copyOf(resource("red-blue.ts"), length);

        assertThatThrownBy(() -> LastKeyframe.jpeg(null, start)).isInstanceOf(NoPictureException.class);
    }

    @Test
    void jpeg_damaged_aPictureOrNone() throws Exception {
        byte[] whole = resource("red-blue.ts");
        Random random = new Random(5);
        int pictures = 0;
        for (int round = 0; round < 300; round++) {
            byte[] damaged = whole.clone();
            for (int i = 0; i < 8; i++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            try {
                pictures += ImageIO.read(new ByteArrayInputStream(LastKeyframe.jpeg(null, damaged))) == null ? 0 : 1;
            } catch (NoPictureException e) {
                assertThat(e).hasMessageNotContaining("null");
            }
        }
        assertThat(pictures).isPositive();
    }
}
