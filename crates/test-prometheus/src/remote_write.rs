//! Samples into Prometheus over its remote-write protocol
//! (<https://prometheus.io/docs/concepts/remote_write_spec/>): protobuf in Snappy's block format.

use url::Url;

use crate::samples::Line;

fn varint(mut value: u64, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// A field of protobuf that has a length.
fn field(number: u8, content: &[u8], out: &mut Vec<u8>) {
    out.push(number << 3 | 2);
    varint(content.len() as u64, out);
    out.extend_from_slice(content);
}

fn write_request(lines: &[Line]) -> Vec<u8> {
    let mut request = Vec::new();
    for (labels, samples) in lines {
        let mut series = Vec::new();
        for (name, value) in labels {
            let mut label = Vec::new();
            field(1, name.as_bytes(), &mut label);
            field(2, value.as_bytes(), &mut label);
            field(1, &label, &mut series);
        }
        for (at, value) in samples {
            let mut sample = vec![1 << 3 | 1];
            sample.extend_from_slice(&value.to_le_bytes());
            sample.push(2 << 3);
            varint(at.cast_unsigned(), &mut sample);
            field(2, &sample, &mut series);
        }
        field(1, &series, &mut request);
    }
    request
}

/// Snappy's block format, all of it literal.
fn snappy(content: &[u8]) -> Vec<u8> {
    let mut block = Vec::new();
    varint(content.len() as u64, &mut block);
    for chunk in content.chunks(60_000) {
        block.push(61 << 2);
        block.extend_from_slice(&((chunk.len() - 1) as u16).to_le_bytes());
        block.extend_from_slice(chunk);
    }
    block
}

/// Writes samples; those of a series in order.
pub async fn write(prometheus: &Url, lines: &[Line]) {
    let request = reqwest::Client::new()
        .post(prometheus.join("api/v1/write").unwrap())
        .header("Content-Type", "application/x-protobuf")
        .header("Content-Encoding", "snappy")
        .body(snappy(&write_request(lines)));
    let response = request.send().await.unwrap();
    assert!(response.status().is_success(), "{} {}", response.status(), response.text().await.unwrap());
}
