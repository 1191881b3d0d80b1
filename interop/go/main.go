// The cases through the Go SDK. Prints one result a line.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"os"

	"github.com/open-feature/go-sdk-contrib/providers/ofrep"
	"github.com/open-feature/go-sdk/openfeature"
)

type question struct {
	Name    string
	Flag    string
	Type    string
	Default any
	Context map[string]any
}

type result struct {
	Name    string `json:"name"`
	Value   any    `json:"value"`
	Reason  string `json:"reason"`
	Variant string `json:"variant,omitempty"`
	Error   string `json:"error,omitempty"`
}

func main() {
	bytes, err := os.ReadFile(os.Getenv("CASES"))
	if err != nil {
		log.Fatal(err)
	}
	var questions []question
	if err := json.Unmarshal(bytes, &questions); err != nil {
		log.Fatal(err)
	}
	if err := openfeature.SetProviderAndWait(ofrep.NewProvider(os.Getenv("SIDECAR"))); err != nil {
		log.Fatal(err)
	}
	client := openfeature.NewClient("interop")
	for _, one := range questions {
		line, err := json.Marshal(ask(client, one))
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(string(line))
	}
}

// What is asked of an SDK that reports a failure is in the details; its error says the same.
func ask(client *openfeature.Client, one question) result {
	ctx := context.Background()
	key, _ := one.Context["targetingKey"].(string)
	delete(one.Context, "targetingKey")
	about := openfeature.NewEvaluationContext(key, one.Context)
	switch one.Type {
	case "boolean":
		details, _ := client.BooleanValueDetails(ctx, one.Flag, one.Default.(bool), about)
		return answer(one, details.Value, details.ResolutionDetail)
	case "string":
		details, _ := client.StringValueDetails(ctx, one.Flag, one.Default.(string), about)
		return answer(one, details.Value, details.ResolutionDetail)
	case "integer":
		details, _ := client.IntValueDetails(ctx, one.Flag, int64(one.Default.(float64)), about)
		return answer(one, details.Value, details.ResolutionDetail)
	case "double":
		details, _ := client.FloatValueDetails(ctx, one.Flag, one.Default.(float64), about)
		return answer(one, details.Value, details.ResolutionDetail)
	default:
		details, _ := client.ObjectValueDetails(ctx, one.Flag, one.Default, about)
		return answer(one, details.Value, details.ResolutionDetail)
	}
}

func answer(one question, value any, detail openfeature.ResolutionDetail) result {
	return result{one.Name, value, string(detail.Reason), detail.Variant, string(detail.ErrorCode)}
}
