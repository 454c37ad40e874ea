def main(event, context):
    return {"sum": event["a"] + event["b"]}
